import type { Clock } from '../clock.ts'
import { errorText } from '../error-text.ts'
import { TokenRejected } from '../token/rejection.ts'
import type { KeyHint, KeySource, VerificationKey } from '../token/trust.ts'
import { COOL_DOWN, createFetchPace, TooManyWaiting } from './fetch-pace.ts'
import { chooseKey, countAndFirst } from '../keys/key-set.ts'
import { KeysUnavailable } from '../keys/key-errors.ts'
import { LEAST_SECONDS, readKeySet, type FetchedKeySet, type KeySetAnswer, type TellKeySet } from './remote-key-set.ts'
import { createWithdrawnKeys } from './withdrawn-keys.ts'

/** While the issuer is down, known keys are believed for this long after the last good fetch. Milliseconds. */
export const STALENESS_BOUND = 3_600_000

/**
 * So long after its max-age a set is still good for whom there is no room to wait: the fetch that is on its way ends before. After that, the
 * key of a caller could have been withdrawn long ago. Milliseconds.
 */
const OVERDUE_BOUND = 10_000

/** Why the key set is fetched, for the trace. */
export type FetchReason = 'first' | 'stale' | 'unknown-key'

/** The keys of an issuer, fetched when they are needed. */
export interface RemoteKeys<Asker> {
  /** The keys as one request sees them; `asker` is handed to a fetch that this request starts. */
  source(asker: Asker): KeySource
  /** How many fetches have started. */
  fetches(): number
}

export interface RemoteKeySettings<Asker> {
  /** Gets the JWKS of the issuer and follows no redirect (CVE-2026-102267). @throws when there is no answer */
  fetch: (etag: string | undefined, why: FetchReason, asker: Asker) => Promise<KeySetAnswer>
  /** By which the set ages. */
  clock: Clock
  /** By which the issuer is spared; as `clock`, when absent. */
  machine?: Clock
  tell?: TellKeySet
}

/**
 * Keys from a JWKS that is fetched.
 * - It is kept for the issuer's max-age, and for a second at least, however old a cache between says that it is. The first call after that waits for a fetch, so that a key which was taken out
 *   of the set is believed for max-age at most, as long as the issuer answers. In a flood, who finds no room to wait gets
 *   the key that is known, for ten seconds more.
 * - An unknown key id waits for a fetch that started after it came: the cool-down delays it and never refuses it. Callers with
 *   unknown ids wait in a line of their own: strangers take no room of those whose key is known.
 * - While the issuer is down, known keys stay good until the staleness bound. What cannot be decided is
 *   KeysUnavailable, never a guess.
 */
export function createRemoteKeys<Asker>(settings: RemoteKeySettings<Asker>): RemoteKeys<Asker> {
  const { fetch, clock, machine = clock, tell = () => {} } = settings
  const withdrawn = createWithdrawnKeys()
  let known: FetchedKeySet | undefined
  /** On the monotonic clock, in milliseconds. */
  let goodUntil = -Infinity
  /** When the question was asked that was answered last, by the machine's clock. */
  let answeredAt = -Infinity

  const pace = createFetchPace<{ why: FetchReason; asker: Asker }>(load, machine)

  async function load({ why, asker }: { why: FetchReason; asker: Asker }): Promise<void> {
    const began = machine.monotonic()
    const askedAt = clock.monotonic() // the start: what the issuer changes after that may not be in the answer
    try {
      const set = await readKeySet(await fetch(known?.etag, why, asker), known, askedAt, tell)
      const kids = withdrawn.compare(known?.keys ?? [], set.keys)
      if (kids.length > 0) tell('keys-withdrawn', countAndFirst(kids))
      known = set
      goodUntil = Math.max(set.fetchedAt + set.maxAge, clock.monotonic() + LEAST_SECONDS * 1000)
      answeredAt = began
    } catch (error) {
      tell('key-set-not-fetched', { why: errorText(error) })
      throw error
    }
  }

  /** Milliseconds since the last good fetch. */
  const age = () => (known ? clock.monotonic() - known.fetchedAt : Infinity)

  /** How long the set has been older than its issuer allows; less than 0 while it is good. Milliseconds. */
  const overdue = () => clock.monotonic() - goodUntil

  async function revalidate(asker: Asker): Promise<void> {
    const question = { why: known ? 'stale' : 'first', asker } as const
    if (age() >= STALENESS_BOUND) return pace.current(question).catch(refuseToDecide)
    // The issuer seems to be down: one request asks again, the others go on with the keys that are known.
    if (pace.hasFailed() && !pace.isIdle()) return
    await pace.current(question).catch((error: unknown) => {
      if (error instanceof TooManyWaiting && overdue() >= OVERDUE_BOUND) refuseToDecide(error)
    })
  }

  function find(hint: KeyHint): VerificationKey | undefined {
    try {
      return chooseKey(known?.keys ?? [], hint)
    } catch (error) {
      if (error instanceof TokenRejected) return undefined
      throw error
    }
  }

  async function findLater(hint: KeyHint, asker: Asker, startedBefore: number): Promise<VerificationKey> {
    const isWithdrawn = () => withdrawn.has(hint.kid)
    // A key may come back, but whether it did has just been asked.
    if (isWithdrawn() && machine.monotonic() - answeredAt < COOL_DOWN) throw new TokenRejected('revoked-key')
    try {
      if (pace.ended() <= startedBefore) await pace.next({ why: 'unknown-key', asker })
      else if (pace.hasFailed()) throw new Error('the fetch for this request has failed')
    } catch (error) {
      if (isWithdrawn()) throw new TokenRejected('revoked-key', { cause: error })
      refuseToDecide(error)
    }
    const key = find(hint)
    if (key) return key
    throw new TokenRejected(isWithdrawn() ? 'revoked-key' : 'unknown-key')
  }

  return {
    source: (asker) => ({
      async select(hint) {
        const startedBefore = pace.started()
        if (overdue() >= 0 && (!known || find(hint))) await revalidate(asker)
        return find(hint) ?? findLater(hint, asker, startedBefore)
      },
    }),
    fetches: pace.started,
  }
}

function refuseToDecide(cause: unknown): never {
  throw new KeysUnavailable('the key set of the issuer cannot be fetched', { cause })
}
