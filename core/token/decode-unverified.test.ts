import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeUnverified } from './decode-unverified.ts'
import { fingerprint } from './redact.ts'
import { PRIVATE_MEMBERS, SECRET_NAMES } from './secret-members.ts'

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

const claimsShown = (claims: unknown) =>
  decodeUnverified(
    `${encode(JSON.stringify({ alg: 'none', x: claims }))}.${encode(JSON.stringify({ x: claims }))}.c2ln`,
  )

/** In header and claims alike, as a member, in lists and deep inside. */
const AROUND: ((value: unknown) => unknown)[] = [
  (value) => value,
  (value) => [1, [value]],
  (value) => ({ cfg: { list: [{ jwk: value }] } }),
]

test.each(PRIVATE_MEMBERS)('hides %s of a JWK that is an object, at any depth (RFC 7518 §6)', (member) => {
  for (const around of AROUND) {
    for (const secret of ['short', 'c2VjcmV0c2VjcmV0c2VjcmV0', [{ r: 'prime', d: 'x', t: 'y' }], 5]) {
      const shown = claimsShown(around({ [member]: secret, kty: 'EC', x: 'public' }))
      const hidden = around({ [member]: '[private key]', kty: 'EC', x: 'public' })
      expect(shown).toEqual({ header: { alg: 'none', x: hidden }, claims: { x: hidden } })
    }
  }
})

test.each([...SECRET_NAMES, 'clientSecret', 'Client-Secret', 'PASSWORD'])('hides what is named %s', (name) => {
  for (const around of AROUND) {
    for (const secret of ['hunter2', 5, ['hunter2'], { value: 'hunter2' }]) {
      const hidden = around({ [name]: '[secret]', sub: 'a' })
      expect(claimsShown(around({ [name]: secret, sub: 'a' }))).toMatchObject({ claims: { x: hidden } })
    }
  }
})

test('names that only look like those of a secret stay, and so do d and k where there is no kty', () => {
  const harmless = {
    d: 'a day',
    k: 5,
    p: [1],
    q: 'what?',
    oth: 'er',
    secretary: 'b',
    token_type: 'Bearer',
    password_changed: 1,
  }
  expect(claimsShown(harmless)).toMatchObject({ claims: { x: harmless } })
})

test('never throws', () => {
  fc.assert(fc.property(fc.oneof(fc.anything(), fc.string()), (token) => void decodeUnverified(token)))
})
