import type { Algorithm } from '../token/algorithms.ts'

/**
 * The life of a signing key, as pure functions: a ring and a time in, a ring out.
 * - prepared: published, so that every verifier knows it before it signs
 * - active: signs; one per ring
 * - retired: signs no more, still published while its tokens live
 * - revoked: gone at once; remembered for as long as its tokens would have lived, so that they are refused by name
 */
export type KeyState = 'prepared' | 'active' | 'retired' | 'revoked'

/** What a ring knows of a key; the key material is kept elsewhere. */
export interface RingEntry {
  kid: string
  algorithm: Algorithm
  state: KeyState
  /** When it came into this state: milliseconds since 1970. */
  since: number
  /** When it came into those that it has left, as far as that was written down. */
  was?: Partial<Record<KeyState, number>>
}

/** The keys of one ring, newest first. */
export type Ring = readonly RingEntry[]

/** `use`: when a key began to sign. `publication`: when it was first published, as far as that was written down. */
export type LifetimeStart = 'use' | 'publication'

/** All in milliseconds. */
export interface RotationPolicy {
  /** How long a key signs; Infinity rotates by call only. */
  lifetime: number
  /** What that counts from. Absent: `use`. From its publication, a key that signs at once signs for longer than those that wait. */
  countsFrom?: LifetimeStart
  /** How long a key is published before the timer lets it sign: a verifier must have fetched the key set meanwhile. */
  publishAhead: number
  /** How long an earlier key stays published: the life of the tokens that it signed last. */
  keepAfter: number
}

/** What the timer has to do with a ring now. */
export type Move = 'redate' | 'prepare' | 'activate' | 'forget'

/** @param sureNow the time by which something may be forgotten for good: a clock that leapt ahead may be set back */
export function nextMove(ring: Ring, policy: RotationPolicy, now: number, sureNow = now): Move | undefined {
  if (ring.some((entry) => liesAhead(entry, now))) return 'redate'
  if (ring.some((entry) => isForgotten(entry, policy, sureNow))) return 'forget'
  const active = activeEntry(ring)
  const prepared = preparedEntry(ring)
  const signsUntil = active ? endOfUse(active, policy) : now
  if (prepared) return now >= signsUntil && now >= prepared.since + policy.publishAhead ? 'activate' : undefined
  return now >= signsUntil - policy.publishAhead ? 'prepare' : undefined
}

/**
 * In how many milliseconds the next move is due, when both times go on alike and nobody moves the ring before; Infinity
 * when none will be.
 */
export function nextMoveIn(ring: Ring, policy: RotationPolicy, now: number, sureNow = now): number {
  if (nextMove(ring, policy, now, sureNow) !== undefined) return 0
  const active = activeEntry(ring)
  const prepared = preparedEntry(ring)
  const signsUntil = active ? endOfUse(active, policy) : now
  const successor = prepared
    ? Math.max(signsUntil, prepared.since + policy.publishAhead)
    : signsUntil - policy.publishAhead
  return Math.min(successor - now, ...ring.map((entry) => forgottenAt(entry, policy) - sureNow))
}

/** When the life of a key that signs is over, in milliseconds since 1970; it goes on until another one may sign. */
export const endOfUse = (active: RingEntry, { lifetime, countsFrom }: RotationPolicy): number =>
  (countsFrom === 'publication' ? publishedSince(active) : active.since) + lifetime

/** When a key was first published, in milliseconds since 1970; where that was not written down, when it came into its state. */
export const publishedSince = ({ was, since }: RingEntry): number => was?.prepared ?? since

/** Several factories have several clocks: this much is no reason to doubt a date. Milliseconds. */
const CLOCK_DIFFERENCE = 60_000

const liesAhead = ({ since }: RingEntry, now: number) => since > now + CLOCK_DIFFERENCE

/**
 * A state that began tomorrow was written by a clock that was wrong, and would last a day too long: it begins now. With
 * it, a key that was taken out of use is not believed for longer than its tokens live.
 */
export function redate(ring: Ring, now: number): Ring {
  return ring.map((entry) => (liesAhead(entry, now) ? { ...entry, since: now, ...pastUntil(entry, now) } : entry))
}

/** What was before cannot be later. */
function pastUntil({ was }: RingEntry, now: number): Pick<RingEntry, 'was'> {
  return was ? { was: Object.fromEntries(Object.entries(was).map(([state, at]) => [state, Math.min(at, now)])) } : {}
}

const become = (entry: RingEntry, state: KeyState, now: number): RingEntry => ({
  ...entry,
  state,
  since: now,
  was: { ...entry.was, [entry.state]: entry.since },
})

export const activeEntry = (ring: Ring) => ring.find(({ state }) => state === 'active')
export const preparedEntry = (ring: Ring) => ring.find(({ state }) => state === 'prepared')

/** Published keys are those that a verifier may believe. */
export const isPublished = ({ state, since }: RingEntry, policy: RotationPolicy, now: number) =>
  state === 'prepared' || state === 'active' || (state === 'retired' && now < since + policy.keepAfter)

/** Adds a key that does not sign yet. */
export function prepare(ring: Ring, key: { kid: string; algorithm: Algorithm }, now: number): Ring {
  return [{ kid: key.kid, algorithm: key.algorithm, state: 'prepared', since: now }, ...ring]
}

/** Lets a prepared key sign, and retires the one that signed until now. */
export function activate(ring: Ring, kid: string, now: number): Ring {
  return ring.map((entry) => {
    if (entry.kid === kid) return become(entry, 'active', now)
    return entry.state === 'active' ? become(entry, 'retired', now) : entry
  })
}

/** Of more revoked keys the oldest are forgotten: their tokens are then refused as those of an unknown key. */
const MAX_REVOKED = 100

/** Takes a key out at once. */
export function revoke(ring: Ring, kid: string, now: number): Ring {
  let remembered = 0
  return ring
    .map((entry): RingEntry => (entry.kid === kid ? become(entry, 'revoked', now) : entry))
    .filter(({ state }) => state !== 'revoked' || ++remembered <= MAX_REVOKED)
}

/** Drops what nobody can need any more. */
export function forget(ring: Ring, policy: RotationPolicy, now: number): Ring {
  return ring.filter((entry) => !isForgotten(entry, policy, now))
}

/** When nobody can need it any more, in milliseconds since 1970; never, while it signs or is to sign. */
export const forgottenAt = ({ state, since }: RingEntry, { keepAfter }: RotationPolicy): number =>
  state === 'retired' || state === 'revoked' ? since + keepAfter : Infinity

const isForgotten = (entry: RingEntry, policy: RotationPolicy, now: number) => now >= forgottenAt(entry, policy)
