import {
  activeEntry,
  isPublished,
  preparedEntry,
  publishedSince,
  type Ring,
  type RingEntry,
} from '#core/rings/rotation'
import { rotationPolicy, type RotationSettings } from '#core/rings/rotation-settings'

/** The two durations by which the keys of people come and go, in milliseconds. */
export interface KeyPeriods {
  /** D: how long a token lives. */
  readonly tokenDuration: number
  /** L: how long a key is published, from its first moment to its end: more than twice D (ST-10). */
  readonly keyDuration: number
}

/**
 * The time line of ST-11 as the rules of our rings: each key is published D before it signs, signs until D before its end, and stays until
 * then, for the tokens that it signed last. A life counts from publication: the first key signs at once, and for D longer than others.
 */
export const timelineSettings = ({ tokenDuration, keyDuration }: KeyPeriods): Required<RotationSettings> => ({
  lifetimeSeconds: (keyDuration - tokenDuration) / 1000,
  lifetimeCountsFrom: 'publication',
  publishAheadSeconds: tokenDuration / 1000,
  keepSeconds: tokenDuration / 1000,
})

/** How long after the end of a key clients look again, so that they do not see it any more. Milliseconds. */
const AFTER_THE_END = 100

/**
 * The `exp` of the key set: when a client should ask for it again, in milliseconds since 1970. That is half of D after the next key was
 * published, and then, until it signs, the end of the one that does.
 * @param ring with its past
 * @returns a moment that has passed when the next key should be there and is not: a client then asks until it is
 */
export function lookAgainAt(ring: Ring, periods: KeyPeriods, now: number): number {
  const active = activeEntry(ring)
  if (!active) return now
  const end = endOfKey(active, ring, periods)
  const half = 1.5 * periods.tokenDuration
  const prepared = preparedEntry(ring)
  if (now < end - half || !prepared) return end - half
  return end + AFTER_THE_END
}

/**
 * When a key leaves the set (T), in milliseconds since 1970, if nobody takes it out before: no token that it signs should live longer. Where
 * the next key is late, the one that signs goes on, and so its end is later.
 * @param ring with its past
 */
export function endOfKey(entry: RingEntry, ring: Ring, { keyDuration, tokenDuration: D }: KeyPeriods): number {
  if (entry.state === 'retired' || entry.state === 'revoked') return entry.since + D
  const planned = publishedSince(entry) + keyDuration
  const next = entry.state === 'active' ? preparedEntry(ring) : undefined
  return Math.max(planned, next ? publishedSince(next) + 2 * D : 0)
}

/**
 * ST-12, for a lesson: the key ids that Stoke gives, by the place of a key in the set. When the first key leaves, all others have another id.
 * @param ring with its past
 * @returns the id of each published key, by its own
 */
export function indexKeyIds(ring: Ring, periods: KeyPeriods, now: number): Map<string, string> {
  const policy = rotationPolicy(timelineSettings(periods))
  const published = ring.filter((entry) => isPublished(entry, policy, now))
  const inOrder = published.sort((one, other) => publishedSince(one) - publishedSince(other))
  return new Map(inOrder.map(({ kid }, at) => [kid, `p-${at}`]))
}
