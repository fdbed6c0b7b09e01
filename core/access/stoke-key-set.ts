import { Buffer } from 'node:buffer'
import { KeyRefused } from '../keys/key-errors.ts'
import { loadVerificationKeys } from '../keys/verification-key.ts'
import { isObject } from '../token/claims.ts'
import type { VerificationKey } from '../token/trust.ts'

/** What `GET /api/pkeys` answers, read. */
export interface StokeKeySet {
  /** When to ask again: milliseconds since 1970. Without an `exp` that was long ago. */
  readonly lookAgainAt: number
  readonly keys: readonly VerificationKey[]
}

/** Its keys are tried in turn with every token, for nobody looks at a key id. A single Stoke has two, several have two each. */
export const MOST_STOKE_KEYS = 16

/**
 * Reads a key set of Stoke: a JWKS with `exp`, which is a text (RFC 3339). Its spelling of keys is its own (ST-14): padded base64url, an
 * exponent of four bytes, coordinates without leading zeros, `ed25519`; canonical keys are read, too. One key that cannot be read
 * spoils the set, as in the original.
 * @throws KeyRefused
 */
export async function readStokeKeySet(json: unknown): Promise<StokeKeySet> {
  if (!isObject(json)) throw new KeyRefused('this is not a key set of Stoke: it is no object')
  const members = json['keys'] ?? []
  if (!Array.isArray(members)) throw new KeyRefused('this is not a key set of Stoke: its keys are no list')
  if (members.length > MOST_STOKE_KEYS) throw new KeyRefused(`the key set has more than ${MOST_STOKE_KEYS} keys`)
  const keys = await Promise.all(members.map(async (member: unknown) => loadVerificationKeys(canonicalKey(member))))
  return { lookAgainAt: timeOfSet(json['exp']), keys: keys.flat() }
}

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/

function timeOfSet(exp: unknown): number {
  if (exp === undefined || exp === null) return -Infinity
  const time = typeof exp === 'string' && RFC_3339.test(exp) ? Date.parse(exp.replace(/(\.\d{3})\d+/, '$1')) : NaN
  if (Number.isNaN(time)) throw new KeyRefused('its exp is no date as in RFC 3339')
  return time
}

/** Bytes of a coordinate. */
const CURVE_BYTES: Record<string, number> = { 'P-256': 32, 'P-384': 48, 'P-521': 66 }

/** The same key as RFC 7518 §6 and RFC 8037 §2 spell it; what it has besides is not looked at, its id neither. */
function canonicalKey(member: unknown): Record<string, unknown> {
  if (!isObject(member)) throw new KeyRefused('a key is no object')
  const { kty, crv, d, k } = member
  const secret = { ...(d !== undefined && { d }), ...(k !== undefined && { k }) } // refused by name
  if (kty === 'RSA') return { kty, n: shortNumber(member, 'n'), e: shortNumber(member, 'e'), ...secret }
  if (crv === 'ed25519' || crv === 'Ed25519') return { kty: 'OKP', crv: 'Ed25519', x: fullBytes(member, 'x', 32), ...secret } // prettier-ignore
  const length = CURVE_BYTES[String(crv)] ?? 0
  if (kty === 'EC') return { kty, crv, x: fullBytes(member, 'x', length), y: fullBytes(member, 'y', length), ...secret }
  return { kty, ...secret }
}

function bytesOfMember(member: Record<string, unknown>, name: string): Buffer {
  const text = member[name]
  if (typeof text !== 'string' || !/^[\w-]*={0,2}$/.test(text))
    throw new KeyRefused(`the member ${name} is no base64url`)
  return Buffer.from(text, 'base64url')
}

/** Without leading zeros. */
function shortNumber(member: Record<string, unknown>, name: string): string {
  const bytes = bytesOfMember(member, name)
  const first = bytes.findIndex((byte) => byte !== 0)
  return bytes.subarray(Math.max(0, first)).toString('base64url')
}

/** With leading zeros. */
function fullBytes(member: Record<string, unknown>, name: string, length: number): string {
  const bytes = bytesOfMember(member, name)
  const padding = Buffer.alloc(Math.max(0, length - bytes.length))
  return Buffer.concat([padding, bytes]).toString('base64url')
}
