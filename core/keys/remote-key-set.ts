import type { VerificationKey } from '../token/trust.ts'
import { loadKeySet } from './key-set.ts'
import { maxAgeSeconds } from './max-age.ts'

/** What came back for the question for a JWKS. */
export interface KeySetAnswer {
  status: number
  /** For JSON, the value. */
  body: unknown
  headers: { etag?: string; 'cache-control'?: string }
}

/** A key set as it was fetched; times in milliseconds. */
export interface FetchedKeySet {
  keys: readonly VerificationKey[]
  etag: string | undefined
  fetchedAt: number
  maxAge: number
}

/** For operators: an event and its fields. Never a key, never a token. */
export type TellKeySet = (event: KeySetEvent, fields: object) => void

export type KeySetEvent = 'keys-withdrawn' | 'key-left-out' | 'key-set-not-fetched'

/**
 * Makes a key set of an answer. An empty list, or one without a single usable key, is a good answer: the issuer trusts
 * none of its keys any more (SPIFFE Trust Domain and Bundle §4.1.3). A web page, an error, a redirect, or a set that
 * publishes a secret is no answer: what was known stays known.
 * @param fetchedAt when the question was asked
 * @throws Error when it is no key set
 */
export async function readKeySet(
  { status, body, headers }: KeySetAnswer,
  known: FetchedKeySet | undefined,
  fetchedAt: number,
  tell: TellKeySet,
): Promise<FetchedKeySet> {
  const cacheControl = headers['cache-control']
  if (status === 304 && known) {
    // A 304 repeats the headers that have changed (RFC 9110 §15.4.5).
    const maxAge = cacheControl === undefined ? known.maxAge : maxAgeSeconds(cacheControl) * 1000
    return { ...known, fetchedAt, maxAge }
  }
  if (status !== 200) throw new Error(`the key set was answered with ${status}`)
  const { keys, leftOut } = await loadKeySet(body)
  for (const { kid, why } of leftOut) tell('key-left-out', { kid, why })
  return { keys, etag: headers.etag, fetchedAt, maxAge: maxAgeSeconds(cacheControl) * 1000 }
}
