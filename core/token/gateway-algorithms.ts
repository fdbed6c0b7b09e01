import { Buffer } from 'node:buffer'
import {
  constants,
  createHmac,
  createPublicKey,
  createSecretKey,
  timingSafeEqual,
  verify,
  type KeyObject,
  type SigningOptions,
} from 'node:crypto'
import { hasSignatureLength } from './signature-length.ts'

/** A secret or a public key, as gateways keep it. Nothing shows what is in it: neither a log nor an error. */
export type GatewayKey = KeyObject

interface SharedRow {
  kind: 'secret'
  digest: string
  /** A shorter secret is easier to guess than the digest (RFC 7518 §3.2). */
  leastBytes: number
}

interface PublicRow {
  kind: 'public'
  types: readonly string[]
  curve?: string
  digest?: string
  options?: SigningOptions
  /** Whoever takes longer than the way to another thread and back is asked there. */
  isSlow?: true
}

const HMAC_ROW = (bits: number): SharedRow => ({ kind: 'secret', digest: `sha${bits}`, leastBytes: bits / 8 })
const RSA = (bits: number): PublicRow => ({ kind: 'public', types: ['rsa'], digest: `sha${bits}` })
const RSA_PSS = (bits: number): PublicRow => ({
  ...RSA(bits),
  options: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST },
})
const CURVE = (bits: number, curve: string): PublicRow => ({
  kind: 'public',
  types: ['ec'],
  curve,
  digest: `sha${bits}`,
  options: { dsaEncoding: 'ieee-p1363' }, // R ‖ S (RFC 7518 §3.4)
})

/**
 * The algorithms of gateways (RFC 7518 §3.1, RFC 8037 §3.1). Other verifiers here know none with a shared secret, for whoever verifies
 * could sign, too (`ALGORITHMS`); a gateway that mints its tokens itself is the one case in which both are the same.
 */
export const GATEWAY_ALGORITHMS = {
  HS256: HMAC_ROW(256),
  HS384: HMAC_ROW(384),
  HS512: HMAC_ROW(512),
  RS256: RSA(256),
  RS384: RSA(384),
  RS512: RSA(512),
  ES256: CURVE(256, 'prime256v1'),
  ES384: { ...CURVE(384, 'secp384r1'), isSlow: true },
  ES512: { ...CURVE(512, 'secp521r1'), isSlow: true },
  PS256: RSA_PSS(256),
  PS384: RSA_PSS(384),
  PS512: RSA_PSS(512),
  EdDSA: { kind: 'public', types: ['ed25519', 'ed448'] },
} as const satisfies Record<string, SharedRow | PublicRow>

export type GatewayAlgorithm = keyof typeof GATEWAY_ALGORITHMS

export const GATEWAY_ALGORITHM_NAMES = Object.keys(GATEWAY_ALGORITHMS) as GatewayAlgorithm[] // Object.keys forgets the literal type

/** An exact look at the list, safe for `constructor` and `__proto__`. */
export const isGatewayAlgorithm = (name: unknown): name is GatewayAlgorithm =>
  typeof name === 'string' && Object.hasOwn(GATEWAY_ALGORITHMS, name)

const algorithmRow = (algorithm: GatewayAlgorithm): SharedRow | PublicRow => GATEWAY_ALGORITHMS[algorithm]

export const isSharedSecret = (algorithm: GatewayAlgorithm): boolean => algorithmRow(algorithm).kind === 'secret'

/** How long a secret must be for this algorithm, in bytes (RFC 7518 §3.2); 0 for those that have none. */
export function leastSecretBytes(algorithm: GatewayAlgorithm): number {
  const row = algorithmRow(algorithm)
  return row.kind === 'secret' ? row.leastBytes : 0
}

/** @param secret a text is its bytes in UTF-8, whatever it looks like */
export const sharedSecret = (secret: string | Uint8Array): GatewayKey =>
  createSecretKey(typeof secret === 'string' ? Buffer.from(secret) : secret)

/**
 * Reads the public key of an algorithm.
 * @throws TypeError that says what is wrong, as the end of a sentence, and shows nothing of the text: it may be a private key
 */
export function publicKeyFrom(pem: string, algorithm: GatewayAlgorithm): GatewayKey {
  if (pem.includes('PRIVATE KEY')) throw new TypeError('is a private key: who only verifies has the public one alone')
  const row = algorithmRow(algorithm)
  if (row.kind === 'secret') throw new TypeError(`is a public key, and ${algorithm} has a secret`)
  let key: GatewayKey
  try {
    key = createPublicKey(pem)
  } catch {
    throw new TypeError('is no public key in PEM')
  }
  if (!isPublicKeyFor(key, algorithm)) throw new TypeError(`is not a key for ${algorithm}`)
  return key
}

/** Whether its type and its curve are those of the algorithm; false for one with a shared secret. @param key a public key */
export function isPublicKeyFor(key: GatewayKey, algorithm: GatewayAlgorithm): boolean {
  const row = algorithmRow(algorithm)
  if (row.kind === 'secret' || !row.types.includes(key.asymmetricKeyType ?? '')) return false
  return row.curve === undefined || key.asymmetricKeyDetails?.namedCurve === row.curve
}

/** Makes the signature of an algorithm with a shared secret. @throws RangeError for one that has none */
export function signShared(text: string, secret: GatewayKey, algorithm: GatewayAlgorithm): Buffer {
  const row = algorithmRow(algorithm)
  if (row.kind !== 'secret') throw new RangeError(`${algorithm} has no shared secret`)
  return createHmac(row.digest, secret).update(text).digest()
}

/**
 * Whether the signature is that of this key over this text. With a shared secret, the time that it takes tells nothing of how much of
 * the signature was right.
 * @returns false, too, for a signature in a form that cannot be read, and for a key of another kind
 */
export function checkGatewaySignature(
  text: string,
  signature: Uint8Array,
  key: GatewayKey,
  algorithm: GatewayAlgorithm,
): boolean | Promise<boolean> {
  const row = algorithmRow(algorithm)
  if ((row.kind === 'secret') !== (key.type === 'secret')) return false
  if (row.kind === 'secret') {
    const right = signShared(text, key, algorithm)
    return signature.length === right.length && timingSafeEqual(right, signature)
  }
  if (!hasSignatureLength(signature, key)) return false
  const settings = { key, ...row.options }
  const bytes = Buffer.from(text)
  if (row.isSlow) {
    return new Promise((resolve) => {
      verify(row.digest, bytes, settings, signature, (error, isGood) => resolve(!error && isGood))
    })
  }
  try {
    return verify(row.digest, bytes, settings, signature)
  } catch {
    return false
  }
}
