import type { VerificationKey } from '../token/trust.ts'
import { loadKeySet, summariseLeftOut } from '../keys/key-set.ts'

/** What came back for the question for a JWKS. */
export interface KeySetAnswer {
  status: number
  /** For JSON, the value. */
  body: unknown
  headers: { etag?: string; 'cache-control'?: string; age?: string }
}

/** A key set as it was fetched; times in milliseconds, `fetchedAt` on the monotonic clock. */
export interface FetchedKeySet {
  keys: readonly VerificationKey[]
  etag: string | undefined
  fetchedAt: number
  maxAge: number
}

/** For operators: an event and its fields, one for a whole set. Never a key, never a token. */
export type TellKeySet = (event: KeySetEvent, fields: object) => void

export type KeySetEvent = 'keys-withdrawn' | 'keys-left-out' | 'key-set-not-fetched'

/**
 * Makes a key set of an answer. An empty list, or one without a single usable key, is a good answer: the issuer trusts
 * none of its keys any more (SPIFFE Trust Domain and Bundle §4.1.3). A web page, an error or a redirect is no answer:
 * what was known stays known.
 * @param askedAt when the question was asked, in milliseconds on the monotonic clock. What a cache between has kept for a
 *   while is older than that (RFC 9111 §4.2.3)
 * @throws Error when it is no key set
 */
export async function readKeySet(
  { status, body, headers }: KeySetAnswer,
  known: FetchedKeySet | undefined,
  askedAt: number,
  tell: TellKeySet,
): Promise<FetchedKeySet> {
  const cacheControl = headers['cache-control']
  const isUnchanged = status === 304 && known !== undefined
  // A 304 repeats the headers that have changed (RFC 9110 §15.4.5).
  const maxAge = isUnchanged && cacheControl === undefined ? known.maxAge : maxAgeSeconds(cacheControl) * 1000
  const fetchedAt = askedAt - ageMilliseconds(headers.age)
  if (isUnchanged) return { ...known, fetchedAt, maxAge }
  if (status !== 200) throw new Error(`the issuer answered ${status}`)
  const { keys, leftOut } = await loadKeySet(body)
  const summary = summariseLeftOut(leftOut)
  if (summary) tell('keys-left-out', summary)
  return { keys, etag: headers.etag, fetchedAt, maxAge }
}

/** Of several the first counts, what is too large to count is very old, and what is no number is as if it were not there (RFC 9111 §1.2.2, §5.1). */
function ageMilliseconds(age = '0'): number {
  const [first = ''] = age.split(',', 1)
  return /^\d+$/.test(first.trim()) ? Math.min(Number(first), MOST_SECONDS) * 1000 : 0
}

/** How long an answer may be kept when its issuer says nothing. Seconds. */
const DEFAULT_SECONDS = 60
export const LEAST_SECONDS = 1
const MOST_SECONDS = 3600

/**
 * How long a fetched key set may be believed without asking again (RFC 9111 §5.2.2.1), in seconds. Bounded from below,
 * so that no header makes a fetch of every call, and from above, so that a withdrawn key is noticed.
 */
export function maxAgeSeconds(cacheControl: string | undefined): number {
  if (cacheControl === undefined) return DEFAULT_SECONDS
  const directives = cacheControl
    .toLowerCase()
    .split(',')
    .map((directive) => directive.trim())
  if (directives.includes('no-store') || directives.includes('no-cache')) return LEAST_SECONDS
  const seconds = directives.map((directive) => /^max-age="?(\d{1,10})"?$/.exec(directive)?.[1]).find(Boolean)
  if (seconds === undefined) return DEFAULT_SECONDS
  return Math.min(MOST_SECONDS, Math.max(LEAST_SECONDS, Number(seconds)))
}
