import { createPublicKey } from 'node:crypto'
import type { JWK } from 'jose'
import { isObject } from '../token/claims.ts'
import { PRIVATE_MEMBERS } from '../token/secret-members.ts'
import { NotStrictJson, parseStrictJsonText } from '../token/strict-json.ts'
import type { VerificationKey } from '../token/trust.ts'
import { KeyRefused } from './key-errors.ts'
import { describeLeftOut, loadKeySet, MAX_SET_KEYS } from './key-set.ts'
import { loadVerificationKeys } from './verification-key.ts'

/** Keys that a person has given, and what they should know about them. */
export interface GivenKeys {
  keys: readonly VerificationKey[]
  /** The same, as a key set (RFC 7517 §5): public members alone. */
  jwks: { keys: JWK[] }
  /** The one key has no id. */
  isNameless: boolean
  /** A sentence each, without its full stop. */
  notes: string[]
}

/**
 * Reads a key (PEM or JWK) or a key set (JWKS), as people paste them. Of a private one the public half is used, and it is said.
 * @param text its length has a bound already
 * @throws KeyRefused with the end of a sentence
 */
export async function readGivenKeys(text: string): Promise<GivenKeys> {
  const written = text.trim()
  if (written === '') throw new KeyRefused('nothing is given: give a key (PEM or JWK), or a key set (JWKS)')
  if (written.startsWith('-----BEGIN')) return ofPem(written)
  const value = readKeyJson(written)
  return isObject(value) && Object.hasOwn(value, 'keys') ? readGivenSet(value) : ofJwk(value)
}

/** The same for a key set that is read already. @throws KeyRefused */
export async function readGivenSet(value: unknown): Promise<GivenKeys> {
  const { keys, leftOut } = await loadKeySet(value)
  const places = new Set(leftOut.map(({ at }) => at))
  const members = (value as { keys: JWK[] }).keys.slice(0, MAX_SET_KEYS) // it is a key set by the line above
  const few = leftOut.slice(0, MOST_LEFT_OUT_TOLD).map((each) => `Left out: ${describeLeftOut(each)}`)
  return {
    keys,
    jwks: { keys: members.filter((_, at) => !places.has(at)) },
    isNameless: false,
    notes: [
      ...few,
      ...(leftOut.length > MOST_LEFT_OUT_TOLD ? [`and ${leftOut.length - MOST_LEFT_OUT_TOLD} more`] : []),
      ...(keys.length === 0 ? ['The key set has no usable key'] : []),
    ],
  }
}

/** Of keys that are left out of a set, so many are told. */
const MOST_LEFT_OUT_TOLD = 5

function readKeyJson(text: string): unknown {
  try {
    return parseStrictJsonText(text)
  } catch (error) {
    if (!(error instanceof NotStrictJson)) throw error
    throw new KeyRefused(`it is neither PEM nor JSON: ${error.message}`)
  }
}

function ofPem(pem: string): Promise<GivenKeys> {
  let jwk: JWK
  try {
    jwk = createPublicKey(pem).export({ format: 'jwk' }) as JWK // of the platform, and of JOSE
  } catch {
    throw new KeyRefused('this PEM has no public key that can be read')
  }
  return ofPublicJwk(jwk, /PRIVATE KEY/.test(pem))
}

/** A symmetric one has no public half: it stays as it is, and is refused by its name. */
function ofJwk(value: unknown): Promise<GivenKeys> {
  const isPrivate =
    isObject(value) && value['kty'] !== 'oct' && PRIVATE_MEMBERS.some((name) => Object.hasOwn(value, name))
  if (!isPrivate) return ofPublicJwk(value, false)
  const own = Object.entries(value).filter(([name]) => !PRIVATE_MEMBERS.includes(name) && name !== 'key_ops')
  return ofPublicJwk(Object.fromEntries(own), true)
}

async function ofPublicJwk(jwk: unknown, wasPrivate: boolean): Promise<GivenKeys> {
  const keys = await loadVerificationKeys(jwk)
  const isNameless = keys.every(({ kid }) => kid === undefined)
  return {
    keys,
    jwks: { keys: [jwk as JWK] }, // it could be loaded
    isNameless,
    notes: [
      ...(wasPrivate ? ['A private key was given; its public half is used, and it is not kept'] : []),
      ...(isNameless ? ['The key has no id (kid), so it is tried whatever the token names'] : []),
    ],
  }
}
