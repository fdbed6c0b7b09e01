import { TooManyKeys } from '#core/keys/key-errors'
import type { KeyRings } from '#core/rings/key-rings'
import { MAIN_RING } from '#core/rings/ring-id'
import { createTurns } from '#core/rings/turns'
import { Problem } from '#core/http/problem'
import type { RingUse } from './ring-use.ts'

/** Whoever asks for a ring or an issuer makes one: their numbers have bounds, and those that nobody uses make room. */
export interface RingRoom {
  /**
   * Does something that may give a ring its first key. A new one needs room, and takes that of one that nobody uses.
   * @throws Problem too-many-keys when all named issuers are in use
   * @throws TooManyKeys when all rings are
   */
  admit<Result>(ringId: string, act: () => Promise<Result>): Promise<Result>
  /** Takes a ring away, with its keys. @returns false when there is none @throws Problem 409 for one that stays */
  remove(ringId: string): Promise<boolean>
}

const MAX_NAMED_ISSUERS = 100

export interface RingRoomParts {
  rings: KeyRings
  use: RingUse
  /** Those that are there from the start, and stay. */
  firstRings: readonly string[]
}

export function createRingRoom({ rings, use, firstRings }: RingRoomParts): RingRoom {
  const opening = new Set<string>() // issuers that get their first key; they count, or many at once pass the bound
  const turns = createTurns()

  async function remove(ringId: string): Promise<boolean> {
    if (firstRings.includes(ringId)) {
      const detail = `The ring "${ringId}" stays: a service signs with it. POST /keys/${ringId} gives it another key.`
      throw new Problem('invalid-input', detail, { status: 409 })
    }
    const isRemoved = await rings.remove(ringId)
    if (isRemoved) await use.forget(ringId)
    return isRemoved
  }

  /** @returns whether there was one that nobody uses */
  async function removeUnused(isOfThatKind: (ringId: string) => boolean): Promise<boolean> {
    const inUse = await use.ringIds()
    const unused = rings.ids().find((id) => isOfThatKind(id) && !opening.has(id) && !inUse.has(id))
    return unused !== undefined && remove(unused)
  }

  async function makeRoomForIssuer(ringId: string): Promise<void> {
    const taken = new Set([...rings.ids().filter(isNamedIssuer), ...opening])
    if (taken.has(ringId) || taken.size < MAX_NAMED_ISSUERS) return
    if (await removeUnused(isNamedIssuer)) return
    const detail = `No issuer was made: there are ${MAX_NAMED_ISSUERS} of them, and all are in use.`
    throw new Problem('too-many-keys', detail)
  }

  async function admitIssuer<Result>(ringId: string, act: () => Promise<Result>): Promise<Result> {
    await turns('room', () => makeRoomForIssuer(ringId).then(() => opening.add(ringId)))
    try {
      return await admitRing(act)
    } finally {
      opening.delete(ringId)
    }
  }

  const isOfCaller = (ringId: string) => !ringId.startsWith(MAIN_RING) && !firstRings.includes(ringId)

  /** Many may come at once for the place that one has left; whoever comes too late makes room again. */
  async function admitRing<Result>(act: () => Promise<Result>): Promise<Result> {
    for (;;) {
      try {
        return await act()
      } catch (error) {
        if (!(error instanceof TooManyKeys) || !(await turns('room', () => removeUnused(isOfCaller)))) throw error
      }
    }
  }

  return {
    async admit(ringId, act) {
      if (rings.active(ringId)) return act()
      return isNamedIssuer(ringId) ? admitIssuer(ringId, act) : admitRing(act)
    },
    remove,
  }
}

const isNamedIssuer = (ringId: string) => ringId !== MAIN_RING && ringId.startsWith(MAIN_RING)
