import { expect, test } from 'vitest'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import { wrongInToken } from './wrong-in-token.ts'

const NOW = 1_800_000_000
const TRUST = {
  issuer: 'https://issuer',
  audience: 'serviceb',
  subject: 'servicea',
  algorithms: ALL_ALGORITHMS,
  type: 'JWT',
  required: ['exp', 'iat', 'jti'],
  maxLifetimeSeconds: 86_400,
  leewaySeconds: 5,
}
const GOOD = { iss: 'https://issuer', aud: 'serviceb', sub: 'servicea', iat: NOW, exp: NOW + 900, jti: 'x' }

const wrong = (claims: object, header: object = {}) =>
  wrongInToken({ header: { typ: 'JWT', ...header }, claims: { ...GOOD, ...claims } }, TRUST, NOW * 1000)

test('in a good token nothing is wrong, and behind what is wrong the others are asked, too', () => {
  expect(wrong({})).toEqual([])
  expect(wrong({ aud: 'servicec' })).toEqual(['audience'])
  expect(wrong({ aud: 'servicec', sub: 'x', exp: NOW - 9, iat: NOW - 99 })).toEqual(['audience', 'subject', 'expiry'])
})

test.each<[string, object, object?]>([
  ['type', {}, { typ: 'at+jwt' }],
  ['issuer', { iss: 'https://other' }],
  ['not-before', { nbf: NOW + 60 }],
  ['issued-at', { iat: NOW + 60 }],
  ['lifetime', { exp: NOW + 1_000_000 }],
  ['binding', { cnf: {} }],
])('%s', (name, claims, header) => expect(wrong(claims, header)).toEqual([name]))

test('what has another type is told as that, and no check reads it', () => {
  expect(wrong({ exp: 'soon' })).toEqual(['claims'])
  expect(wrongInToken({ header: {}, claims: {} }, TRUST, NOW * 1000)).toEqual([
    'issuer',
    'audience',
    'subject',
    'required',
  ])
})
