import { KeyRefused } from '#core/keys/key-errors'
import { loadVerificationKeys } from '#core/keys/verification-key'
import { maxAgeSeconds } from '#core/key-sources/remote-key-set'
import { isObject } from '#core/token/claims'
import type { RejectionReason } from '#core/token/rejection'
import { MAX_DEPTH, parseStrictJsonText } from '#core/token/strict-json'
import type { VerificationKey } from '#core/token/trust'
import type { OutsideAnswer } from '#core/http/outside-client'
import { unpaddedJwk } from './padded-jwk.ts'

/** What a registry says of a key that somebody asks for. */
export type RegistryAnswer =
  | { is: 'good'; keys: readonly VerificationKey[]; etag?: string; keepFor: number }
  | { is: 'unchanged'; keepFor: number }
  | { is: 'refused'; reason: RegistryRefusal; why?: string }

export type RegistryRefusal = Extract<RejectionReason, 'unknown-key' | 'expired-key' | 'pending-key'>

/** An answer that says neither yes nor no: whoever asked cannot decide. */
export class GarbledKey extends Error {
  override readonly name = 'GarbledKey'
}

/** 400 and 414: the registry has no key of such a name, and cannot have one. */
const REGISTRY_REFUSALS: Record<number, RegistryRefusal> = {
  400: 'unknown-key',
  403: 'expired-key',
  404: 'unknown-key',
  409: 'pending-key',
  414: 'unknown-key',
}

/** A key has a dozen members. */
const MOST_STRUCTURE = 200

/**
 * Reads the answer to the question for one key. All doubts about the key are settled here, once.
 * @param kid the key id that was asked for; it stays as it was published, padded or not
 * @throws GarbledKey for a redirect, a fault of the registry, or what is no key
 */
export async function readRegistryAnswer(
  { status, headers, text }: OutsideAnswer,
  kid: string,
): Promise<RegistryAnswer> {
  const keepFor = Math.max(0, maxAgeSeconds(headers['cache-control']) - ageSeconds(headers['age'])) * 1000
  if (status === 304) return { is: 'unchanged', keepFor }
  const reason = REGISTRY_REFUSALS[status]
  if (reason !== undefined) return { is: 'refused', reason }
  if (status !== 200) throw new GarbledKey(`the key registry answered ${status}`)
  const jwk = jwkInAnswer(text)
  if (jwk['kid'] !== undefined && jwk['kid'] !== kid) {
    throw new GarbledKey('the key registry answered with another key than it was asked for')
  }
  try {
    const alg = jwk['alg'] === '' ? undefined : jwk['alg']
    const keys = await loadVerificationKeys({ ...unpaddedJwk(jwk), kid, alg })
    return { is: 'good', keys, keepFor, ...(headers['etag'] !== undefined && { etag: headers['etag'] }) }
  } catch (error) {
    if (!(error instanceof KeyRefused)) throw error
    return { is: 'refused', reason: 'unknown-key', why: error.message }
  }
}

/** What a list of keys says of one of them. @returns undefined where it is not in it */
export async function readListedKey(
  list: ReadonlyMap<string, Record<string, unknown>>,
  kid: string,
): Promise<RegistryAnswer | undefined> {
  const jwk = list.get(kid)
  return jwk && readRegistryAnswer({ status: 200, headers: {}, text: JSON.stringify(jwk) }, kid)
}

/** What a cache between has kept for a while is older than that (RFC 9111 §4.2.3). */
const ageSeconds = (age = '0') => (/^\d{1,9}$/.test(age) ? Number(age) : Infinity)

function jwkInAnswer(text: string): Record<string, unknown> {
  let jwk: unknown
  try {
    jwk = parseStrictJsonText(text, MAX_DEPTH, MOST_STRUCTURE)
  } catch (cause) {
    throw new GarbledKey('the key registry answered what is not strict JSON', { cause })
  }
  if (isObject(jwk)) return jwk
  throw new GarbledKey('the key registry answered what is no key')
}
