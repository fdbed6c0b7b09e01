import { Buffer } from 'node:buffer'
import type { JWK } from 'jose'
import { importJWK } from 'jose/key/import'
import { ALGORITHMS, ALL_ALGORITHMS, type Algorithm } from '../token/algorithms.ts'
import { PRIVATE_MEMBERS } from '../token/secret-members.ts'
import type { VerificationKey } from '../token/trust.ts'
import { KeyRefused } from './key-errors.ts'
import { refuseSmallOrder, refuseWeakRsa } from './weak-keys.ts'

/**
 * Loads a public key for verifying. All doubts about a key are settled here, once, and not while a token waits
 * (RFC 8725 §3.4, RFC 7517 §4.2 to §4.4).
 * @param jwk one member of a key set, from a configured source, never from a token
 * @throws KeyRefused for every key that should not be used
 */
export async function loadVerificationKey(jwk: unknown): Promise<VerificationKey> {
  const [key] = await loadVerificationKeys(jwk)
  if (!key) throw new KeyRefused('the key type, curve and algorithm do not fit together')
  return key
}

/**
 * The same for every algorithm that the key may be used with: the one that it names, or all that fit it when it names
 * none (RFC 7517 §4.4). One for each, so that a key is never used with another than was meant (RFC 8725 §3.1).
 * @throws KeyRefused for every key that should not be used
 */
export async function loadVerificationKeys(jwk: unknown): Promise<VerificationKey[]> {
  if (typeof jwk !== 'object' || jwk === null || Array.isArray(jwk)) throw new KeyRefused('the key is not an object')
  const key = jwk as Record<string, unknown> // an object by the line above
  refusePrivate(key)
  refuseOtherUse(key)
  const kid = checkedKid(key)
  const end = checkedEnd(key)
  const algorithms = algorithmsOf(key)
  checkNumbers(key, algorithms[0]) // this and the import take the time
  return Promise.all(
    algorithms.map(async (algorithm) => ({ kid, algorithm, publicKey: await importPublic(key, algorithm), ...end })),
  )
}

/** A key set holds public keys; a private or symmetric one in it is a leak (RFC 7517 §9.2), and nobody here uses it. */
function refusePrivate(key: Record<string, unknown>): void {
  if (key['kty'] === 'oct') throw new KeyRefused('the key is symmetric: a secret, which belongs into no key set')
  for (const member of PRIVATE_MEMBERS) {
    if (Object.hasOwn(key, member)) throw new KeyRefused('the key is not public')
  }
}

function refuseOtherUse({ use, key_ops: operations }: Record<string, unknown>): void {
  if (use !== undefined && use !== 'sig') throw new KeyRefused('the key is not for signatures (use)')
  if (operations === undefined) return
  if (!Array.isArray(operations) || !operations.includes('verify')) {
    throw new KeyRefused('the key is not for verifying (key_ops)')
  }
}

/** The key type and the curve say which algorithms fit; `alg` leaves the one that it names. */
function algorithmsOf({ kty, crv, alg }: Record<string, unknown>): [Algorithm, ...Algorithm[]] {
  const ofType = ALL_ALGORITHMS.filter((name) => ALGORITHMS[name].kty === kty)
  if (ofType.length === 0)
    throw new KeyRefused(`the key type (kty) is none of ${eachOnce(ALL_ALGORITHMS, ({ kty }) => kty)}`)
  const ofCurve = ofType.filter((name) => curveOf(ALGORITHMS[name]) === crv)
  if (ofCurve.length === 0) throw new KeyRefused(`the curve (crv) is none of ${eachOnce(ofType, curveOf)}`)
  const [first, ...more] = ofCurve.filter((name) => alg === undefined || alg === name)
  if (first === undefined) throw new KeyRefused(`the algorithm (alg) is none of ${ofCurve.join(', ')}`)
  return [first, ...more]
}

/** Every value once: what is known here, never what the key says. */
const eachOnce = (names: Algorithm[], valueOf: (spec: { kty: string; crv?: string }) => string | undefined) =>
  [...new Set(names.map((name) => valueOf(ALGORITHMS[name]) ?? 'no curve at all'))].join(', ')

const curveOf = (spec: { kty: string; crv?: string }) => spec.crv

const COORDINATE_LENGTH: Record<string, number> = { 'P-256': 32, 'P-384': 48, 'P-521': 66, Ed25519: 32 }

function checkNumbers(key: Record<string, unknown>, algorithm: Algorithm): void {
  const { kty } = ALGORITHMS[algorithm]
  if (kty === 'RSA') return refuseWeakRsa(bytesOf(key, 'n'), bytesOf(key, 'e'))
  const length = COORDINATE_LENGTH[String(key['crv'])]
  for (const member of kty === 'EC' ? ['x', 'y'] : ['x']) {
    // Full length, leading zeros included (RFC 7518 §6.2.1.2).
    if (bytesOf(key, member).length !== length) throw new KeyRefused(`the coordinate ${member} has the wrong length`)
  }
  if (kty === 'OKP') refuseSmallOrder(bytesOf(key, 'x'))
}

function bytesOf(key: Record<string, unknown>, member: string): Buffer {
  const text = key[member]
  if (typeof text !== 'string') throw new KeyRefused(`the key lacks ${member}`)
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.toString('base64url') !== text) throw new KeyRefused(`the member ${member} is not canonical base64url`)
  return bytes
}

/** Key ids are remembered, also those of keys that have gone. A thumbprint has 43 characters, a URL with one some more. */
export const LONGEST_KEY_ID = 256

function checkedKid({ kid }: Record<string, unknown>): string | undefined {
  if (kid === undefined) return undefined
  if (typeof kid !== 'string' || kid === '') throw new KeyRefused('the key id is not a text')
  if (kid.length > LONGEST_KEY_ID) throw new KeyRefused(`the key id has more than ${LONGEST_KEY_ID} characters`)
  return kid
}

/** When the key is over, as in OpenID Federation 1.0 §8.7.2; RFC 7517 §4 leaves room for such a member. */
function checkedEnd({ exp }: Record<string, unknown>): { exp?: number } {
  if (exp === undefined) return {}
  if (typeof exp !== 'number' || !Number.isFinite(exp)) throw new KeyRefused('its end (exp) is not a number of seconds')
  return { exp }
}

async function importPublic(key: Record<string, unknown>, algorithm: Algorithm): Promise<CryptoKey> {
  const { kty, crv, x, y, n, e } = key as JWK // its members were checked above
  const members = Object.fromEntries(
    Object.entries({ kty, crv, x, y, n, e }).filter(([, value]) => value !== undefined),
  )
  try {
    // A CryptoKey, for only an "oct" JWK comes back as bytes and none gets here.
    return (await importJWK(members, algorithm)) as CryptoKey
  } catch (cause) {
    // The platform says so when a point is off its curve.
    throw new KeyRefused('the key is not a point of its curve, or otherwise broken', { cause })
  }
}
