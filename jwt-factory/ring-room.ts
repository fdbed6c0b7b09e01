import { MAX_RINGS, type KeyRings } from '#core/rings/key-rings'
import { furtherRing, MAIN_RING, ownRingOf } from '#core/rings/ring-id'
import { createTurns } from '#core/rings/turns'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import { Problem } from '#core/http/problem'
import type { RingUse } from './ring-use.ts'

/** Whoever asks for a ring or an issuer makes one: their numbers have bounds, and those that nobody uses make room. */
export interface RingRoom {
  /**
   * Does something that may give a ring its first key. A new one needs room, and takes that of one that nobody uses.
   * @throws Problem too-many-keys when all of its kind are in use
   */
  admit<Result>(ringId: string, act: () => Promise<Result>): Promise<Result>
  /** Takes a ring away, with its keys. @returns false when there is none @throws Problem 409 for one that stays */
  remove(ringId: string): Promise<boolean>
}

/** Of all rings (MAX_RINGS), so many may be those of named issuers, further ones included; the rest is for callers. */
const MAX_NAMED_ISSUERS = 100

/** The main issuer may sign by every algorithm: nobody can take the room for that. */
export const MAX_FURTHER_OF_MAIN = ALL_ALGORITHMS.length - 1

export interface RingRoomParts {
  rings: KeyRings
  use: RingUse
  /** Those that are there from the start, and stay. */
  firstRings: readonly string[]
}

/** What strangers may make, each kind in room of its own: one that is full keeps nobody from the other. */
interface Kind {
  is(ringId: string): boolean
  most: number
  full: string
  /** What makes room. */
  remedy: string
}

export function createRingRoom({ rings, use, firstRings }: RingRoomParts): RingRoom {
  const opening = new Set<string>() // rings that get their first key; they count, or many at once pass the bound
  const turns = createTurns()
  const isOfCaller = (ringId: string) => !ringId.startsWith(MAIN_RING) && !firstRings.includes(ringId)
  const maxOfCallers = MAX_RINGS - MAX_NAMED_ISSUERS - MAX_FURTHER_OF_MAIN - firstRings.length
  const kinds: Kind[] = [
    {
      is: isNamedIssuer,
      most: MAX_NAMED_ISSUERS,
      full: `issuer was made: they have ${MAX_NAMED_ISSUERS} rings of keys, the maximum`,
      remedy: 'DELETE /issuers/:name',
    },
    {
      is: isOfCaller,
      most: maxOfCallers,
      full: `ring was made: there are ${maxOfCallers} of them, the maximum`,
      remedy: 'DELETE /utils/keys/:ringId',
    },
  ]

  async function remove(ringId: string): Promise<boolean> {
    if (firstRings.includes(ringId)) {
      const detail = `The ring "${ringId}" stays: a service signs with it. POST /keys/${ringId} gives it another key.`
      throw new Problem('invalid-input', detail, { status: 409 })
    }
    let isRemoved = false
    for (const each of ringsWith(ringId)) {
      if (!(await rings.remove(each))) continue
      isRemoved = true
      await use.forget(each)
    }
    return isRemoved
  }

  /**
   * Takes away the one that has stood unchanged for longest, with its further ones. Those of whoever asks stay.
   * @returns whether there was one that nobody uses
   */
  async function removeUnused({ is }: Kind, ringId: string): Promise<boolean> {
    const inUse = await use.ringIds()
    const kept = new Set([...inUse, ...opening, ringId].flatMap((id) => [id, ownRingOf(id)]))
    const unused = rings.ids().filter((id) => is(id) && !kept.has(id) && ownRingOf(id) !== ownRingOf(ringId))
    const since = (id: string) => rings.entries(id)[0]?.since ?? 0
    const [oldest] = unused.sort((a, b) => since(a) - since(b))
    return oldest !== undefined && remove(oldest)
  }

  async function makeRoom(kind: Kind, ringId: string): Promise<void> {
    const taken = new Set([...rings.ids(), ...opening].filter(kind.is))
    if (taken.has(ringId) || taken.size < kind.most || (await removeUnused(kind, ringId))) return
    throw new Problem('too-many-keys', `No ${kind.full}, and all are in use. ${kind.remedy} takes one away.`)
  }

  return {
    async admit(ringId, act) {
      const kind = kinds.find(({ is }) => is(ringId))
      if (rings.active(ringId) || !kind) return act()
      await turns('room', () => makeRoom(kind, ringId).then(() => opening.add(ringId)))
      try {
        return await act()
      } finally {
        opening.delete(ringId)
      }
    },
    remove,
  }
}

const isNamedIssuer = (ringId: string) => ownRingOf(ringId) !== MAIN_RING && ringId.startsWith(MAIN_RING)

/** An issuer has further rings, which go with its own, and go first: without it they would be of nobody. */
const ringsWith = (ringId: string): string[] =>
  isNamedIssuer(ringId) && ownRingOf(ringId) === ringId
    ? [...ALL_ALGORITHMS.map((algorithm) => furtherRing(ringId, algorithm)), ringId]
    : [ringId]
