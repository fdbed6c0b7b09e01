import {
  activeEntry,
  isPublished,
  preparedEntry,
  publishedSince,
  type Ring,
  type RingEntry,
} from '#core/rings/rotation'
import { rotationPolicy, type RotationSettings } from '#core/rings/rotation-settings'

/** The two durations by which the keys of people come and go, in seconds (`token_duration`, `key_duration`). */
export interface KeyPeriods {
  /** D: how long a token lives. */
  tokenSeconds: number
  /** L: how long a key is published, from its first moment to its end. */
  keySeconds: number
}

/**
 * ST-10: with less than that, there is no time between the moment at which a key begins to sign and the one at which the next is published.
 * @returns what is wrong, as the end of a sentence; undefined for periods that work
 */
export function periodFault({ tokenSeconds, keySeconds }: KeyPeriods): string | undefined {
  if (!(tokenSeconds > 0)) return 'token_duration must be longer than nothing'
  if (keySeconds > 2 * tokenSeconds) return undefined
  return 'key_duration must be more than twice token_duration: a key is published that long before it signs, and after'
}

/**
 * The time line of ST-11 as the rules of our rings: each key is published D before it signs, signs until D before its end, and stays until
 * then, for the tokens that it signed last. A life counts from publication: the first key signs at once, and for D longer than others.
 */
export const timelineSettings = ({ tokenSeconds, keySeconds }: KeyPeriods): Required<RotationSettings> => ({
  lifetimeSeconds: keySeconds - tokenSeconds,
  lifetimeCountsFrom: 'publication',
  publishAheadSeconds: tokenSeconds,
  keepSeconds: tokenSeconds,
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
  const half = 1.5 * periods.tokenSeconds * 1000
  const prepared = preparedEntry(ring)
  if (now < end - half || !prepared) return end - half
  return end + AFTER_THE_END
}

/**
 * When a key leaves the set (T), in milliseconds since 1970, if nobody takes it out before: no token that it signs should live longer. Where
 * the next key is late, the one that signs goes on, and so its end is later.
 * @param ring with its past
 */
export function endOfKey(entry: RingEntry, ring: Ring, { tokenSeconds, keySeconds }: KeyPeriods): number {
  const [life, D] = [keySeconds * 1000, tokenSeconds * 1000]
  if (entry.state === 'retired' || entry.state === 'revoked') return entry.since + D
  const planned = publishedSince(entry) + life
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
