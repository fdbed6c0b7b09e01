import { Buffer } from 'node:buffer'
import { generateKeyPairSync } from 'node:crypto'
import type { JWK } from 'jose'
import { describe, expect, test } from 'vitest'
import { KeyRefused } from './key-errors.ts'
import { loadVerificationKey } from './verification-key.ts'

const jwkOf = ({ publicKey }: { publicKey: { export(options: { format: 'jwk' }): unknown } }) =>
  publicKey.export({ format: 'jwk' }) as JWK // the type that node gives it is wider

const rsa = jwkOf(generateKeyPairSync('rsa', { modulusLength: 2048 }))
const p256 = jwkOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }))
const p384 = jwkOf(generateKeyPairSync('ec', { namedCurve: 'P-384' }))
const p521 = jwkOf(generateKeyPairSync('ec', { namedCurve: 'P-521' }))
const ed25519 = jwkOf(generateKeyPairSync('ed25519'))
const ed448 = jwkOf(generateKeyPairSync('ed448'))
const x25519 = jwkOf(generateKeyPairSync('x25519'))
const secp256k1 = jwkOf(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }))

const zeroBefore = (text = '') => Buffer.concat([Buffer.alloc(1), Buffer.from(text, 'base64url')]).toString('base64url')

describe('a public key', () => {
  test.each([
    [rsa, undefined, 'RS256'],
    [rsa, 'RS512', 'RS512'],
    [rsa, 'PS384', 'PS384'],
    [p256, undefined, 'ES256'],
    [p384, undefined, 'ES384'],
    [p521, undefined, 'ES512'],
    [p521, 'ES512', 'ES512'],
    [ed25519, undefined, 'EdDSA'],
    [ed25519, 'Ed25519', 'Ed25519'],
  ])('%#: is bound to one algorithm: its own, or the one of its curve', async (jwk, alg, algorithm) => {
    const key = await loadVerificationKey({ ...jwk, ...(alg && { alg }), kid: 'a' })
    expect(key).toMatchObject({ kid: 'a', algorithm })
    expect(key.publicKey.type).toBe('public')
    expect(key.publicKey.usages).toEqual(['verify'])
  })

  test.each([
    { ...p256, use: 'sig' },
    { ...p256, key_ops: ['verify'] },
    { ...p256, key_ops: ['sign', 'verify'] },
    { ...p256, use: 'sig', key_ops: ['verify'], 'x-unknown': [{}], ext: true, x5c: ['!'] },
  ])('%#: may say that it is for signatures, and more that nobody needs', async (jwk) => {
    await expect(loadVerificationKey(jwk)).resolves.toMatchObject({ kid: undefined, algorithm: 'ES256' })
  })
})

describe('a key is refused', () => {
  test.each<[string, unknown]>([
    ['when it is no object', 'text'],
    ['when it is null', null],
    ['when it is a list', [p256]],
    ['when it is empty', {}],
    ['for another use', { ...p256, use: 'enc' }],
    ['for a use that is no text', { ...p256, use: ['sig'] }],
    ['for other operations', { ...p256, key_ops: ['encrypt'] }],
    ['for no operations at all', { ...p256, key_ops: [] }],
    ['for operations that are no list', { ...p256, key_ops: 'verify' }],
    ['when its type is missing', { ...p256, kty: undefined }],
    ['when its type is not the one of its algorithm', { ...rsa, alg: 'ES256' }],
    ['when its curve is not the one of its algorithm', { ...p384, alg: 'ES256' }],
    ['for an algorithm to encrypt with', { ...rsa, alg: 'RSA-OAEP-256' }],
    ['for an algorithm that is no text', { ...rsa, alg: ['RS256'] }],
    ['for HMAC over a public key', { ...rsa, alg: 'HS256' }],
    ['for a curve that is not ours', secp256k1],
    ['for Ed448', ed448],
    ['for a curve to agree keys on', x25519],
    ['when it is symmetric', { kty: 'oct', k: 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0', alg: 'HS256' }],
    ['for an RSA key with a curve', { ...rsa, crv: 'P-256' }],
    ['when a coordinate is missing', { ...p256, y: undefined }],
    ['when a coordinate is too short', { ...p256, x: p256.x?.slice(0, -4) }],
    ['when a coordinate has a zero too many', { ...p256, x: zeroBefore(p256.x) }],
    ['when a coordinate is not canonical', { ...p256, x: `${p256.x}=` }],
    ['when a coordinate is no text', { ...p256, x: 7 }],
    ['off its curve', { ...p256, x: p256.y, y: p256.x }],
    ['at infinity', { ...p256, x: 'A'.repeat(43), y: 'A'.repeat(43) }],
    ['of small order', { ...ed25519, x: 'AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
    ['with a weak exponent', { ...rsa, e: 'Aw' }],
    ['with a small modulus', { ...rsa, n: rsa.n?.slice(0, 171) }],
    ['when its key id is no text', { ...p256, kid: 1 }],
    ['when its key id is empty', { ...p256, kid: '' }],
    ['when its key id is endless', { ...p256, kid: 'x'.repeat(257) }],
    ['when its end is no number', { ...p256, exp: '2026-11-22T12:00:00Z' }],
    ['when its end is no finite number', { ...p256, exp: Number('1e400') }],
  ])('%s', async (_, jwk) => {
    await expect(loadVerificationKey(jwk)).rejects.toThrow(KeyRefused)
  })

  test.each(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'])(
    'when it has the private member "%s", which the message does not show',
    async (member) => {
      const refusal = loadVerificationKey({ ...p256, [member]: 'c2VjcmV0' })
      await expect(refusal).rejects.toThrow(KeyRefused)
      await expect(refusal).rejects.toThrow(/^(?!.*c2VjcmV0)/)
    },
  )
})
