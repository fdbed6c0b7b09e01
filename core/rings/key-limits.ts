import type { Clock } from '../clock.ts'
import { TooManyKeys } from '../keys/key-errors.ts'
import { MAX_KEYS, MAX_KEYS_PER_RING, MAX_RINGS } from './key-rings.ts'
import { isRingId } from './ring-id.ts'
import type { RingView } from './ring-view.ts'
import { forget, forgottenAt, type Ring, type RotationPolicy } from './rotation.ts'

export interface KeyLimitParts {
  view: Pick<RingView, 'ids' | 'ring'>
  policy: RotationPolicy
  clock: Clock
}

/**
 * Refuses a key for which there is no room, and says when there is room again: when the tokens of an earlier one have
 * expired.
 * @param opening rings whose first key is being made
 * @param room how many living keys the ring may have, the new one included
 * @throws TooManyKeys
 */
export function refuseTooMany(
  { view, policy, clock }: KeyLimitParts,
  opening: ReadonlySet<string>,
  ringId: string,
  room: number,
): void {
  const now = clock.now()
  const rings = new Set(view.ids()).union(opening)
  const living = (id: string) => forget(view.ring(id), policy, now).filter(isLiving)
  const seconds = (ids: Iterable<string>) => {
    const ends = [...ids].flatMap(living).map((entry) => forgottenAt(entry, policy))
    const first = Math.min(...ends)
    return first === Infinity ? undefined : Math.max(1, Math.ceil((first - now) / 1000))
  }
  if (!rings.has(ringId) && rings.size >= MAX_RINGS) {
    throw new TooManyKeys(`there are ${MAX_RINGS} rings of keys, which is the most`)
  }
  if (living(ringId).length >= room) {
    const whose = isRingId(ringId) ? `"${ringId}"` : 'the issuer' // an issuer's ring has a name that nobody asked for
    const many = `${whose} has ${MAX_KEYS_PER_RING} keys whose tokens may still live, which is the most`
    throw new TooManyKeys(many, seconds([ringId]))
  }
  const all = [...rings].reduce((sum, id) => sum + Math.max(1, living(id).length), 0)
  if (all >= MAX_KEYS + room - MAX_KEYS_PER_RING) {
    const many = `all rings together have ${MAX_KEYS} keys whose tokens may still live, which is the most`
    throw new TooManyKeys(many, seconds(rings))
  }
}

/** Its private half is kept. */
export const isLiving = ({ state }: Ring[number]) => state !== 'revoked'
