import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { compactVerify } from 'jose'
import { describe, expect, test } from 'vitest'
import { anyKeyOf, secretKeyOf, signAnything, SIGNING_ALGORITHMS, usualAlgorithm } from './sign-anything.ts'

const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).privateKey
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
const KEYS: Record<string, KeyObject> = {
  secret: secretKeyOf('a secret that is long enough for SHA-512, which takes sixty-four bytes'),
  rsa,
  'rsa-pss': generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey,
  'P-256': ec('P-256'),
  'P-384': ec('P-384'),
  'P-521': ec('P-521'),
  ed25519: generateKeyPairSync('ed25519').privateKey,
}

/** Which keys an algorithm takes (RFC 7518 §3.1, RFC 8037 §3.1). */
const TAKEN: Record<string, string[]> = {
  HS: ['secret'],
  RS: ['rsa'],
  PS: ['rsa', 'rsa-pss'],
  ES256: ['P-256'],
  ES384: ['P-384'],
  ES512: ['P-521'],
  Ed: ['ed25519'],
}

const takenBy = (algorithm: string) => TAKEN[algorithm] ?? TAKEN[algorithm.slice(0, 2)] ?? []

describe.each(SIGNING_ALGORITHMS)('%s', (algorithm) => {
  test.each(takenBy(algorithm))('signs with a key that is %s, and others can verify it', async (kind) => {
    const key = KEYS[kind]
    if (!key) throw new Error(kind)
    const text = `${Buffer.from(JSON.stringify({ alg: algorithm })).toString('base64url')}.e30`
    const token = `${text}.${signAnything(text, { key, algorithm }).toString('base64url')}`
    const verifying = key.type === 'secret' ? key : createPublicKey(key)
    // The web's own cryptography knows no keys that are for RSA-PSS alone.
    if (kind !== 'rsa-pss') expect((await compactVerify(token, verifying)).protectedHeader.alg).toBe(algorithm)
  })

  test.each(Object.keys(KEYS).filter((kind) => !takenBy(algorithm).includes(kind)))(
    'takes no key that is %s',
    (kind) => {
      const key = KEYS[kind]
      if (!key) throw new Error(kind)
      expect(() => signAnything('a.b', { key, algorithm })).toThrow(`${algorithm} signs with `)
    },
  )
})

test.each([
  ['secret', 'HS256'],
  ['rsa', 'RS256'],
  ['rsa-pss', 'PS256'],
  ['P-256', 'ES256'],
  ['P-384', 'ES384'],
  ['P-521', 'ES512'],
  ['ed25519', 'EdDSA'],
])('where nobody says which, a key that is %s signs by %s', (kind, algorithm) => {
  const key = KEYS[kind]
  expect(key && usualAlgorithm(key)).toBe(algorithm)
})

test('keys are taken as PEM and as JWK, shared ones too', () => {
  const pem = rsa.export({ type: 'pkcs8', format: 'pem' }).toString()
  expect(anyKeyOf({ pem }).asymmetricKeyType).toBe('rsa')
  const jwk = rsa.export({ format: 'jwk' }) as Record<string, unknown>
  expect(anyKeyOf({ jwk }).equals(rsa)).toBe(true)
  expect(
    anyKeyOf({ jwk: { kty: 'oct', k: 'c2VjcmV0' } })
      .export()
      .toString(),
  ).toBe('secret')
})

test.each<[string, Parameters<typeof anyKeyOf>[0]]>([
  ['no key', { pem: 'hello' }],
  ['a public key', { pem: createPublicKey(rsa).export({ type: 'spki', format: 'pem' }).toString() }],
  [
    'a JWK without its private part',
    { jwk: createPublicKey(rsa).export({ format: 'jwk' }) as Record<string, unknown> },
  ],
  ['a JWK of no kind', { jwk: { kty: 'hello', d: 'hunter2' } }],
  ['nothing', { jwk: {} }],
  ['a shared secret that is none', { jwk: { kty: 'oct' } }],
])('%s is no key that signs, and is not repeated', (_what, material) => {
  expect(() => anyKeyOf(material)).toThrow(/^This is no private key that can be read\.$/)
})

const letters = (bytes: number) => Buffer.alloc(bytes, 0xff).toString('base64url')

/** One value of ASN.1, by DER (X.690 §8.1). */
const der = (tag: number, value: Buffer) => Buffer.concat([Buffer.from([tag, 0x83, 0]), bigEndian(value.length), value])
const bigEndian = (length: number) => Buffer.from([length >> 8, length & 0xff])

/** An RSAPrivateKey (RFC 8017 §A.1.2) of these numbers. */
function pemOf(jwk: Record<string, unknown>): string {
  const numbers = ['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'].map((name) =>
    der(2, Buffer.concat([Buffer.alloc(1), Buffer.from(String(jwk[name]), 'base64url')])),
  )
  const text = der(0x30, Buffer.concat([der(2, Buffer.alloc(1)), ...numbers])).toString('base64')
  return `-----BEGIN RSA PRIVATE KEY-----\n${(text.match(/.{1,64}/g) ?? []).join('\n')}\n-----END RSA PRIVATE KEY-----\n`
}

describe('an RSA key that is too large is refused, and not used', () => {
  const jwk = rsa.export({ format: 'jwk' }) as Record<string, unknown>

  test.each(['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'])('by its %s, in a JWK', (name) => {
    expect(() => anyKeyOf({ jwk: { ...jwk, [name]: letters(513) } })).toThrow(/its modulus may have 4096 bits/)
  })

  test.each([
    ['n', 513],
    ['n', 1200],
    ['n', 4096],
    ['p', 2000],
  ])('by its %s of %d bytes, in PEM', (name, bytes) => {
    const large = { ...jwk, [name]: letters(bytes) }
    expect(() => anyKeyOf({ pem: pemOf(large) })).toThrow(/its modulus may have 4096 bits/)
    expect(anyKeyOf({ pem: pemOf(jwk) }).equals(rsa)).toBe(true) // the next one is not spoiled
  })

  test('and one of 4096 bits is not', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 4096 })
    const own = privateKey.export({ format: 'jwk' }) as Record<string, unknown>
    expect(anyKeyOf({ jwk: own }).equals(privateKey)).toBe(true)
    expect(anyKeyOf({ pem: pemOf(own) }).equals(privateKey)).toBe(true)
    expect(anyKeyOf({ pem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }).type).toBe('private')
  })
})
