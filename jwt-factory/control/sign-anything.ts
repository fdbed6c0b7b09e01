import {
  constants,
  createHmac,
  createPrivateKey,
  createSecretKey,
  KeyObject,
  sign,
  type SigningOptions,
} from 'node:crypto'
import { Problem } from '#core/http/problem'

/** A key and how it signs, whatever the header of the token says. */
export interface AnySigner {
  key: KeyObject
  algorithm: string
}

const ANY_R_AND_S: SigningOptions = { dsaEncoding: 'ieee-p1363' } // R ‖ S (RFC 7518 §3.4)
const ANY_PSS: SigningOptions = {
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
}

const EDWARDS = new Set(['EdDSA', 'Ed25519'])

/** RS256 → RS and sha256. */
const FORM = /^(?<kind>HS|RS|PS|ES)(?<bits>256|384|512)$/

export const SIGNING_ALGORITHMS = ['HS', 'RS', 'PS', 'ES']
  .flatMap((kind) => [`${kind}256`, `${kind}384`, `${kind}512`])
  .concat([...EDWARDS])

/**
 * Signs a text as an algorithm of RFC 7518 §3.1 or RFC 8037 does. Unlike what the factory signs with, it takes shared
 * secrets too, and keys of anybody.
 * @throws Problem invalid-input when the key is none for the algorithm
 */
export function signAnything(text: string, { key, algorithm }: AnySigner): Buffer {
  const bytes = Buffer.from(text)
  const { kind = '', bits } = FORM.exec(algorithm)?.groups ?? {}
  if (!isFor(key, kind, algorithm))
    throw new Problem(
      'invalid-input',
      `${algorithm} signs with ${neededFor(kind, algorithm)}, and this key is another one.`,
    )
  const digest = `sha${bits}`
  try {
    if (kind === '') return sign(null, bytes, key)
    if (kind === 'HS') return createHmac(digest, key).update(bytes).digest()
    const options = kind === 'ES' ? ANY_R_AND_S : kind === 'PS' ? ANY_PSS : {}
    return sign(digest, bytes, { key, ...options })
  } catch (cause) {
    throw new Problem('invalid-input', `This key cannot sign by ${algorithm}.`, { cause })
  }
}

/** OpenSSL signs with any key, and in its own way: nobody could verify that. */
function isFor(key: KeyObject, kind: string, algorithm: string): boolean {
  const { type, asymmetricKeyType = '' } = key
  if (kind === 'HS') return type === 'secret'
  if (kind === 'ES') return asymmetricKeyType === 'ec' && usualAlgorithm(key) === algorithm
  if (kind === 'RS') return asymmetricKeyType === 'rsa'
  if (kind === 'PS') return asymmetricKeyType === 'rsa' || asymmetricKeyType === 'rsa-pss'
  return asymmetricKeyType === 'ed25519' || (asymmetricKeyType === 'ed448' && algorithm === 'EdDSA')
}

/** The key that an algorithm signs with, in words. */
function neededFor(kind: string, algorithm: string): string {
  if (kind === 'ES') return `an EC key of ${CURVES[algorithm] ?? 'its curve'}`
  return NEEDED[kind] ?? 'an Ed25519 key'
}

const NEEDED: Record<string, string> = { HS: 'a shared secret', RS: 'an RSA key', PS: 'an RSA key' }
const CURVES: Record<string, string> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' }

/**
 * @throws Problem invalid-input for what is no key that signs, or an RSA key that is too large to sign with while others
 *   wait; it does not repeat it
 */
export function anyKeyOf(material: { pem: string } | { jwk: Record<string, unknown> }): KeyObject {
  if ('jwk' in material && hasLongNumbers(material.jwk)) throw tooLarge() // before it is imported
  const key = readAnyKey(material)
  if (isLargeRsa(key)) throw tooLarge()
  return key
}

/** One signature with 32768 bits takes 20 seconds; with 4096, some milliseconds. */
const MAX_SIGNING_BITS = 4096

/** Signing takes its time by other numbers of a key, too (RFC 8017 §A.1.2): with 4096 bits all of them have 2426 bytes at most. */
const MAX_RSA_BYTES = 2500

/** No number of such a key has more letters of base64url. */
const MAX_RSA_LETTERS = Math.ceil(MAX_SIGNING_BITS / 6)

const NUMBERS_OF_RSA = ['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi']

const hasLongNumbers = (jwk: Record<string, unknown>) =>
  jwk['kty'] === 'RSA' &&
  NUMBERS_OF_RSA.map((name) => jwk[name]).some((each) => typeof each === 'string' && each.length > MAX_RSA_LETTERS)

const tooLarge = () =>
  new Problem('invalid-input', `This RSA key is too large: its modulus may have ${MAX_SIGNING_BITS} bits.`)

/** In this order: the details of a very large key leave an error in OpenSSL, and the next key would fail by it. */
const isLargeRsa = (key: KeyObject) =>
  (key.asymmetricKeyType?.startsWith('rsa') ?? false) &&
  (key.export({ type: 'pkcs8', format: 'der' }).length > MAX_RSA_BYTES ||
    (key.asymmetricKeyDetails?.modulusLength ?? 0) > MAX_SIGNING_BITS)

function readAnyKey(material: { pem: string } | { jwk: Record<string, unknown> }): KeyObject {
  try {
    if ('pem' in material) return createPrivateKey(material.pem)
    const { jwk } = material
    if (jwk['kty'] === 'oct') return createSecretKey(jwk['k'] as string, 'base64url') // it throws for anything else
    return createPrivateKey({ key: jwk, format: 'jwk' })
  } catch (cause) {
    throw new Problem('invalid-input', 'This is no private key that can be read.', { cause })
  }
}

export const secretKeyOf = (secret: string): KeyObject => createSecretKey(Buffer.from(secret))

/** The algorithm that goes with a key where nobody says which: that of its kind with SHA-256, or of its curve. */
export function usualAlgorithm(key: KeyObject): string {
  const { namedCurve } = key.asymmetricKeyDetails ?? {}
  if (key.type === 'secret') return 'HS256'
  return CURVE_NAMES[namedCurve ?? ''] ?? USUAL[key.asymmetricKeyType ?? ''] ?? 'RS256'
}

const USUAL: Record<string, string> = { ec: 'ES256', ed25519: 'EdDSA', ed448: 'EdDSA', 'rsa-pss': 'PS256' }

/** As OpenSSL calls them. */
const CURVE_NAMES: Record<string, string> = { prime256v1: 'ES256', secp384r1: 'ES384', secp521r1: 'ES512' }
