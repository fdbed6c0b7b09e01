import { Buffer } from 'node:buffer'
import { createHmac, generateKeyPairSync, sign, type SigningOptions } from 'node:crypto'
import { expect, test } from 'vitest'
import {
  checkGatewaySignature,
  GATEWAY_ALGORITHM_NAMES,
  isGatewayAlgorithm,
  isSharedSecret,
  leastSecretBytes,
  publicKeyFrom,
  sharedSecret,
  signShared,
  type GatewayAlgorithm,
} from './gateway-algorithms.ts'
import { signatureWithZero } from './signature-length.fixture.ts'

const TEXT = 'header.claims'
const SECRET = 'e71829c351aa4242c2719cbfbe671c09'
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const PAIRS = {
  RS: rsa,
  PS: rsa,
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ES384: generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  ES512: generateKeyPairSync('ec', { namedCurve: 'P-521' }),
  EdDSA: generateKeyPairSync('ed25519'),
}
const pairFor = (algorithm: string) =>
  PAIRS[algorithm as keyof typeof PAIRS] ?? PAIRS[algorithm.slice(0, 2) as keyof typeof PAIRS] // one of them has it
const pemOf = (algorithm: string) => pairFor(algorithm).publicKey.export({ type: 'spki', format: 'pem' }).toString()

function signedBy(algorithm: GatewayAlgorithm): Buffer {
  if (isSharedSecret(algorithm)) return signShared(TEXT, sharedSecret(SECRET), algorithm)
  const options: SigningOptions = algorithm.startsWith('PS') ? { padding: 6, saltLength: -1 } : { dsaEncoding: 'ieee-p1363' } // prettier-ignore
  const digest = algorithm === 'EdDSA' ? undefined : `sha${algorithm.slice(2)}`
  return sign(digest, Buffer.from(TEXT), { key: pairFor(algorithm).privateKey, ...options })
}

const keyFor = (algorithm: GatewayAlgorithm) =>
  isSharedSecret(algorithm) ? sharedSecret(SECRET) : publicKeyFrom(pemOf(algorithm), algorithm)

test.each(GATEWAY_ALGORITHM_NAMES)('%s: its own signature is good, and no other is', async (algorithm) => {
  const signature = signedBy(algorithm)
  const key = keyFor(algorithm)
  expect(await checkGatewaySignature(TEXT, signature, key, algorithm)).toBe(true)
  const others = [
    signature.subarray(1),
    Buffer.alloc(0),
    Buffer.concat([signature, Buffer.from([0])]),
    signature.map((byte, at) => (at === 0 ? byte ^ 1 : byte)),
  ]
  for (const other of others) expect(await checkGatewaySignature(TEXT, other, key, algorithm)).toBe(false)
  expect(await checkGatewaySignature(`${TEXT} `, signature, key, algorithm)).toBe(false)
})

test.each(['PS256', 'PS384', 'PS512'] as const)(
  '%s: a signature has one form, also where it begins with a zero',
  async (algorithm) => {
    const { text, signature } = signatureWithZero(rsa.privateKey, `sha${algorithm.slice(2)}`)
    expect(await checkGatewaySignature(text, signature, keyFor(algorithm), algorithm)).toBe(true)
    expect(await checkGatewaySignature(text, signature.subarray(1), keyFor(algorithm), algorithm)).toBe(false)
  },
)

test('Ed448 is EdDSA, too', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed448')
  const key = publicKeyFrom(publicKey.export({ type: 'spki', format: 'pem' }).toString(), 'EdDSA')
  const signature = sign(undefined, Buffer.from(TEXT), privateKey)
  expect(await checkGatewaySignature(TEXT, signature, key, 'EdDSA')).toBe(true)
})

test('no public key is ever used as a secret, and no secret as a public key', async () => {
  const pem = pemOf('RS256')
  const forged = createHmac('sha256', pem).update(TEXT).digest()
  expect(await checkGatewaySignature(TEXT, forged, publicKeyFrom(pem, 'RS256'), 'HS256')).toBe(false)
  expect(await checkGatewaySignature(TEXT, signedBy('RS256'), sharedSecret(SECRET), 'RS256')).toBe(false)
})

test.each([
  ['RS256', pemOf('ES256'), 'is not a key for RS256'],
  ['ES256', pemOf('ES384'), 'is not a key for ES256'],
  ['EdDSA', pemOf('RS256'), 'is not a key for EdDSA'],
  ['HS256', pemOf('RS256'), 'is a public key, and HS256 has a secret'],
  ['RS256', 'hello', 'is no public key in PEM'],
  ['RS256', rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), /^is a private key/],
] as const)('as a key for %s, %.30s is refused, and nothing of it is said', (algorithm, pem, message) => {
  expect(() => publicKeyFrom(pem, algorithm)).toThrow(message)
})

test('a secret is as long as the digest, and the names are exact', () => {
  expect(GATEWAY_ALGORITHM_NAMES.map(leastSecretBytes).filter(Boolean)).toEqual([32, 48, 64])
  for (const name of ['none', 'hs256', 'constructor', '__proto__', 5, undefined])
    expect(isGatewayAlgorithm(name)).toBe(false)
})
