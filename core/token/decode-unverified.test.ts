import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeUnverified } from './decode-unverified.ts'
import { fingerprint } from './redact.ts'

const encode = (text: string) => Buffer.from(text).toString('base64url')

test('shows header and claims of a token that nobody has verified, without its signature', () => {
  const token = `${encode('{"alg":"none"}')}.${encode('{"sub":"evil"}')}.${encode('forged')}`
  expect(decodeUnverified(token)).toStrictEqual({ header: { alg: 'none' }, claims: { sub: 'evil' } })
})

test.each([
  undefined,
  'no token',
  `${encode('{}')}.${encode('{}')}.`,
  `${encode('{}')}.${encode('text')}.c2ln`,
  `${encode('{"a":1,"a":2}')}.${encode('{}')}.c2ln`,
  `${encode('{}')}.${encode('{"__proto__":1}')}.c2ln`,
  `${encode('{}')}=.${encode('{}')}.c2ln`,
])('shows nothing of %j', (token) => {
  expect(decodeUnverified(token)).toBeUndefined()
})

test('hides a whole token or a private key that stands in a member or is its name, however deep', () => {
  const inner = `${encode('{"alg":"none"}')}.${encode('{"sub":"evil"}')}.${encode('forged')}`
  const pem = '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----'
  const claims = JSON.stringify({ act: { list: [1, null, inner] }, key: pem, sub: 'servicea', [inner]: { [pem]: 1 } })
  const shown = decodeUnverified(`${encode(JSON.stringify({ x: inner }))}.${encode(claims)}.c2ln`)
  expect(shown).toEqual({
    header: { x: fingerprint(inner) },
    claims: {
      act: { list: [1, null, fingerprint(inner)] },
      key: '[private key]',
      sub: 'servicea',
      [fingerprint(inner)]: { '[private key]': 1 },
    },
  })
})

test('never throws', () => {
  fc.assert(fc.property(fc.oneof(fc.anything(), fc.string()), (token) => void decodeUnverified(token)))
})
