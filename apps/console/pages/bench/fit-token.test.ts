import { expect, test } from 'vitest'
import { fitToToken } from './fit-token.ts'
import type { BenchState, DecodedToken, ExpectationPreset } from './bench-state.ts'

const preset = (id: string, issuer: string, audience: string, type: string): ExpectationPreset => ({
  id,
  label: id,
  issuer,
  audience,
  type,
  subject: '',
  required: '',
  maxLifetime: '',
  leeway: '',
})
const state = {
  choices: {
    rings: ['servicea', 'serviceb'],
    issuers: [
      { name: '@', url: 'https://i' },
      { name: 'demo', url: 'https://i/issuers/demo' },
    ],
    presets: ['serviceb', 'servicec'].flatMap((role) => [
      preset(`${role} plain`, 'https://f/', role, 'JWT'),
      preset(`${role} accessToken`, 'https://i', role, 'at+jwt'),
      preset(`${role} selfSigned`, 'https://s', role, 'JWT'),
    ]),
    signers: [
      { kind: 'issuer', name: '@', label: '' },
      { kind: 'ring', name: 'servicea', label: '' },
    ],
    destinations: [
      { to: 'serviceb', scenario: 1, label: 'B asks the factory' },
      { to: 'serviceb', scenario: 7, label: 'B wants an access token' },
      { to: 'servicec', scenario: 4, label: 'C has the key of its caller' },
    ],
  },
  keys: { from: 'pasted', value: 'mine' },
  expected: { clock: '5' },
  signer: 9,
  destination: 0,
} as unknown as BenchState // as much of it as is looked at

const token = (header: unknown, claims: unknown) =>
  ({
    parts: [
      { part: 'header', value: header },
      { part: 'payload', value: claims },
    ],
  }) as unknown as DecodedToken // likewise

test('a token of a ring is checked by the keys of that ring', () => {
  expect(
    fitToToken(state, token({ typ: 'JWT' }, { iss: 'https://f/', sub: 'servicea', aud: 'serviceb' })),
  ).toMatchObject({
    keys: { from: 'ring', value: 'servicea' },
    expected: { issuer: 'https://f/', audience: 'serviceb', type: 'JWT', clock: '5' },
    signer: 1,
    destination: 0,
  })
})

test('an access token by those of its issuer, and it is sent where one is wanted', () => {
  expect(fitToToken(state, token({ typ: 'at+jwt' }, { iss: 'https://i', aud: ['serviceb'] }))).toMatchObject({
    keys: { from: 'issuer', value: '@' },
    expected: { type: 'at+jwt' },
    signer: 0,
    destination: 1,
  })
})

test('of a self-signed token nobody here has the keys: what was chosen stays', () => {
  const fitted = fitToToken(state, token({ typ: 'JWT' }, { iss: 'https://s', sub: 'servicea', aud: 'servicec' }))
  expect(fitted).toMatchObject({ keys: state.keys, signer: 9, destination: 2, expected: { issuer: 'https://s' } })
})

test('what is no token changes as little as it can', () => {
  const nothing: DecodedToken = { parts: [], faults: [], around: [], length: 0, count: 0 }
  expect(fitToToken(state, nothing)).toMatchObject({ keys: state.keys, destination: 0 })
})

test('where somebody has chosen who is sent it, by a link or by hand, a token changes nothing of that', () => {
  const chosen = { ...state, destination: 2, isDestinationChosen: true }
  const { destination, keys } = fitToToken(chosen, token({ typ: 'at+jwt' }, { iss: 'https://i', aud: ['serviceb'] }))
  expect({ destination, keys }).toEqual({ destination: 2, keys: { from: 'issuer', value: '@' } })
})
