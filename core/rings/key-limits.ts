import { TooManyKeys } from '../keys/key-errors.ts'
import { MAX_KEYS, MAX_KEYS_PER_RING, MAX_RINGS } from './key-rings.ts'
import { isRingId } from './ring-id.ts'
import type { RingView } from './ring-view.ts'
import { forget, forgottenAt, type Ring, type RotationPolicy } from './rotation.ts'

export interface KeyLimitParts {
  view: Pick<RingView, 'ids' | 'ring'>
  policy: RotationPolicy
  /** Their room is kept, whatever others fill. */
  firstRings: readonly string[]
}

/** A key that somebody wants to add to a ring. */
export interface WantedKey {
  ringId: string
  /** How many living keys the ring may have, this one included. */
  room: number
  /** Rings whose first key is being made. */
  opening: ReadonlySet<string>
  /** Milliseconds since 1970. */
  now: number
}

/**
 * Refuses a key for which there is no room, and says when there is room again: when the tokens of an earlier one have
 * expired.
 * @throws TooManyKeys
 */
export function refuseTooMany(
  { view, policy, firstRings }: KeyLimitParts,
  { ringId, room, opening, now }: WantedKey,
): void {
  const living = (id: string) => forget(view.ring(id), policy, now).filter(isLiving)
  const seconds = (ids: readonly string[]) => {
    const first = Math.min(...ids.flatMap(living).map((entry) => forgottenAt(entry, policy)))
    return first === Infinity ? undefined : Math.max(1, Math.ceil((first - now) / 1000))
  }
  const own = living(ringId).length
  if (own >= room) {
    const whose = isRingId(ringId) ? `"${ringId}"` : 'the issuer' // an issuer's ring has a name that nobody asked for
    const many = `${whose} has ${MAX_KEYS_PER_RING} keys whose tokens may still live, the maximum`
    throw new TooManyKeys(many, seconds([ringId]))
  }
  if (firstRings.includes(ringId)) return
  const others = [...new Set(view.ids()).union(opening)].filter((id) => !firstRings.includes(id))
  if (!others.includes(ringId) && others.length >= MAX_RINGS - firstRings.length) {
    throw new TooManyKeys(`there are ${MAX_RINGS} rings of keys, the maximum`)
  }
  // The first key of each ring has its room; all other keys share theirs.
  const further = others.reduce((sum, id) => sum + Math.max(0, living(id).length + (opening.has(id) ? 1 : 0) - 1), 0)
  const shared = MAX_KEYS - MAX_RINGS - firstRings.length * (MAX_KEYS_PER_RING - 1)
  if (own > 0 && further >= shared + room - MAX_KEYS_PER_RING) {
    const many = `all rings together have ${MAX_KEYS} keys whose tokens may still live, the maximum`
    throw new TooManyKeys(many, seconds(others))
  }
}

/** Its private half is kept. */
export const isLiving = ({ state }: Ring[number]) => state !== 'revoked'
