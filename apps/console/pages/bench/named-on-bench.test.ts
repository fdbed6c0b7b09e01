import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { NAMED_TOKEN_IDS, type NamedTokenId } from '#core/token/named-tokens'
import { goodPayload, namedFields } from './named-on-bench.ts'

const NOW = 1_800_000_000
const HEADER = { alg: 'ES256', typ: 'JWT', kid: 'k' }
const CLAIMS = { iss: 'https://i', sub: 'servicea', aud: 'serviceb', iat: NOW, exp: NOW + 900, jti: 'ü–x' }
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const signed = `${encode(HEADER)}.${encode(CLAIMS)}.AAAA`

const choices = {
  signers: [
    { kind: 'ring', name: 'servicea', label: 'the ring' },
    { kind: 'stranger', label: 'a stranger' },
    { kind: 'nobody', label: 'nobody' },
  ] as const,
}
const written = { header: '{"typ":"JWT"}', payload: JSON.stringify(CLAIMS), signer: 0, isExact: false }
const fieldsFor = (name: NamedTokenId, isExact = false) => {
  const fields = namedFields(choices, { ...written, isExact }, signed, name, NOW)
  return { ...fields, header: JSON.parse(fields.header), payload: JSON.parse(fields.payload) }
}

test('a token by name stands in the fields, with what is different', () => {
  const { header, payload, signer, isExact, differs, brought } = fieldsFor('exp-30s-ago')
  expect(header).toEqual(HEADER)
  expect(payload).toEqual({ ...CLAIMS, aud: ['serviceb'], iat: NOW - 930, exp: NOW - 30, nbf: NOW - 930 })
  expect([signer, isExact, differs, brought]).toEqual([0, false, ['iat', 'exp', 'nbf'], undefined])
  expect(fieldsFor('no-exp').differs).toEqual(['exp'])
  expect(fieldsFor('aud-as-string').differs).toEqual(['aud'])
  expect(fieldsFor('kid-unknown').differs).toEqual(['kid'])
  expect(fieldsFor('valid').differs).toEqual([])
})

test.each([
  ['forged', 'stranger', HEADER],
  ['forged-and-expired', 'stranger', HEADER],
  ['alg-none', 'nobody', { ...HEADER, alg: 'none' }],
  ['kid-unknown', 'ring', { ...HEADER, kid: 'nobody-knows-this-key' }],
] as const)('%s is signed by the %s, and its header stays as it is written', (name, kind, header) => {
  const fields = fieldsFor(name)
  expect([choices.signers[fields.signer]?.kind, fields.isExact, fields.header]).toEqual([kind, true, header])
})

test('a header is left to whoever signs where a name needs no other, unless a person wants it exactly so', () => {
  const exact = NAMED_TOKEN_IDS.filter((name) => fieldsFor(name).isExact)
  expect(exact).toEqual(['forged', 'forged-and-expired', 'forged-and-aud-other', 'kid-unknown', 'alg-none'])
  expect(fieldsFor('no-exp', true).isExact).toBe(true)
})

test('how a token comes is taken from its name', () => {
  const ways = NAMED_TOKEN_IDS.flatMap((name) => fieldsFor(name).brought ?? [])
  expect(ways).toEqual(['no-token', 'bearer-in-lower-case', 'expired-one-behind-it'])
})

test.each([
  [{ iss: 'i' }, true],
  [{ iat: NOW - 100, exp: NOW }, true],
  [{ iat: NOW + 1, exp: NOW + 9 }, true],
  [{ exp: NOW + 9 }, true],
  [{ iat: '1', exp: NOW + 9 }, true],
  [{ iat: NOW, exp: NOW + 9 }, false],
])('what a name changes is good: %o gets a life that lasts: %s', (claims, isChanged) => {
  const text = JSON.stringify(claims)
  const good = { ...claims, iat: NOW, exp: NOW + 900, jti: 'new' }
  expect(JSON.parse(goodPayload(text, NOW, 'new') ?? '')).toEqual(isChanged ? good : claims)
})

test.each(['', 'x', '[]', '1', 'null', '"a"'])('a name has nothing to change in %s', (text) => {
  expect(goodPayload(text, NOW, 'new')).toBeUndefined()
})
