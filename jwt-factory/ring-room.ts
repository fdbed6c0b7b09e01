import { MAX_RINGS, type KeyRings } from '#core/rings/key-rings'
import { MAIN_RING } from '#core/rings/ring-id'
import { createTurns } from '#core/rings/turns'
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

/** Of all rings (MAX_RINGS), so many may be those of named issuers; the rest is for rings that callers name. */
const MAX_NAMED_ISSUERS = 100

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
  const maxOfCallers = MAX_RINGS - MAX_NAMED_ISSUERS - firstRings.length
  const kinds: Kind[] = [
    {
      is: isNamedIssuer,
      most: MAX_NAMED_ISSUERS,
      full: `issuer was made: there are ${MAX_NAMED_ISSUERS} of them, the maximum`,
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
    const isRemoved = await rings.remove(ringId)
    if (isRemoved) await use.forget(ringId)
    return isRemoved
  }

  /** Takes away the one that has stood unchanged for longest. @returns whether there was one that nobody uses */
  async function removeUnused({ is }: Kind): Promise<boolean> {
    const inUse = await use.ringIds()
    const unused = rings.ids().filter((id) => is(id) && !opening.has(id) && !inUse.has(id))
    const since = (id: string) => rings.entries(id)[0]?.since ?? 0
    const [oldest] = unused.sort((a, b) => since(a) - since(b))
    return oldest !== undefined && remove(oldest)
  }

  async function makeRoom(kind: Kind, ringId: string): Promise<void> {
    const taken = new Set([...rings.ids(), ...opening].filter(kind.is))
    if (taken.has(ringId) || taken.size < kind.most || (await removeUnused(kind))) return
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

const isNamedIssuer = (ringId: string) => ringId !== MAIN_RING && ringId.startsWith(MAIN_RING)
