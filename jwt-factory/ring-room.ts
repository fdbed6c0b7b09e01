import type { Clock } from '#core/clock'
import { MAX_RINGS, type KeyRings } from '#core/rings/key-rings'
import { furtherRing, MAIN_RING, ownRingOf } from '#core/rings/ring-id'
import { createTurns } from '#core/rings/turns'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import { Problem } from '#core/http/problem'
import { MAX_DECLARED_RINGS } from './registered-clients/declared-room.ts'
import type { DeclaredIssuers } from './registered-clients/token-shape.ts'
import { isLoginRing } from './provider/login-ring.ts'
import { createRingPace } from './ring-pace.ts'
import type { RingUse } from './ring-use.ts'

/** Whoever asks for a ring or an issuer makes one: their numbers have bounds, and those that nobody uses make room. */
export interface RingRoom {
  /**
   * Does something that may give a ring its first key. A new one needs room, and takes that of one that nobody uses: but for those of
   * declared issuers, and those that a client holds, no more in five minutes than there is room for.
   * @throws Problem too-many-keys when all of its kind are in use, or were made a moment ago
   */
  admit<Result>(ringId: string, act: () => Promise<Result>): Promise<Result>
  /**
   * Does something after which a client holds these rings. Of issuers that nobody has declared it holds a share at most, so that
   * others find room, whatever names it thinks of.
   * @throws Problem too-many-keys when it holds its share, and all of that is in use
   */
  hold<Result>(ringIds: readonly string[], client: string, act: () => Promise<Result>): Promise<Result>
  /** Takes a ring away, with its keys. @returns false when there is none @throws Problem 409 for one that stays */
  remove(ringId: string): Promise<boolean>
}

/**
 * Of all rings (MAX_RINGS), so many may be those of named issuers that are not declared, further ones included. Declared ones
 * have room of their own; the rest is for callers.
 */
const MAX_NAMED_ISSUERS = 100

/** Of these, one client holds no more. */
export const MOST_OF_ONE_CLIENT = 80

/** The main issuer may sign by every algorithm: nobody can take the room for that. */
export const MAX_FURTHER_OF_MAIN = ALL_ALGORITHMS.length - 1

/** The provider has one, when somebody logs in. */
export const RINGS_OF_PROVIDER = 1

export interface RingRoomParts {
  rings: KeyRings
  use: RingUse
  /** Those that are there from the start, and stay. */
  firstRings: readonly string[]
  /** Issuers that the operator has declared, as they are now. */
  declared?: DeclaredIssuers
  /** By which it is told how many were made lately. */
  machine: Pick<Clock, 'monotonic'>
}

/** What strangers may make, each kind in room of its own: one that is full keeps nobody from the other. */
interface Kind {
  is(ringId: string): boolean
  most: number
  full: string
  /** What makes room. */
  remedy: string
  /** Whether strangers may fill it. */
  isPaced: boolean
}

export function createRingRoom({ rings, use, firstRings, declared = new Map(), machine }: RingRoomParts): RingRoom {
  const opening = new Set<string>() // rings that get their first key; they count, or many at once pass the bound
  const turns = createTurns()
  const pace = createRingPace(machine)
  const forClients: string[] = [] // by clients, which hold no more than their share
  const isOfCaller = (ringId: string) => !ringId.startsWith(MAIN_RING) && !firstRings.includes(ringId)
  const isDeclared = (ringId: string) => isNamedIssuer(ringId) && declared.has(ownRingOf(ringId))
  const isShared = (ringId: string) => isNamedIssuer(ringId) && !isDeclared(ringId)
  const maxOfCallers =
    MAX_RINGS - MAX_NAMED_ISSUERS - MAX_DECLARED_RINGS - MAX_FURTHER_OF_MAIN - RINGS_OF_PROVIDER - firstRings.length
  const kinds: Kind[] = [
    {
      is: isDeclared,
      most: MAX_DECLARED_RINGS,
      full: `ring of a declared issuer was made: they have ${MAX_DECLARED_RINGS}, the maximum`,
      remedy: 'DELETE /issuers/:name',
      isPaced: false,
    },
    {
      is: isShared,
      most: MAX_NAMED_ISSUERS,
      full: `issuer was made: they have ${MAX_NAMED_ISSUERS} rings of keys, the maximum`,
      remedy: 'DELETE /issuers/:name',
      isPaced: true,
    },
    {
      is: isOfCaller,
      most: maxOfCallers,
      full: `ring was made: there are ${maxOfCallers} of them, the maximum`,
      remedy: 'DELETE /utils/keys/:ringId',
      isPaced: true,
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
    const hasRoom = () => {
      const taken = new Set([...rings.ids(), ...opening].filter(kind.is))
      return taken.has(ringId) || taken.size < kind.most
    }
    // More than one too many may be there: an issuer that is declared no longer is one of the others.
    let isRemoved = true
    while (isRemoved && !hasRoom()) isRemoved = await removeUnused(kind, ringId)
    if (isRemoved) return
    throw new Problem('too-many-keys', `No ${kind.full}, and all are in use. ${kind.remedy} takes one away.`)
  }

  async function refuseBeyondShare(ringIds: readonly string[], client: string): Promise<void> {
    const holders = await use.holders()
    if (ringIds.every((ringId) => holders.has(ringId))) return
    const held = [...holders].filter(([ringId, holder]) => holder === client && isShared(ringId)).length
    if (held < MOST_OF_ONE_CLIENT) return
    const what = `The client holds ${MOST_OF_ONE_CLIENT} rings of keys of issuers that nobody has declared, and all are in use`
    throw new Problem(
      'too-many-keys',
      `${what}. DELETE /issuers/:name takes one away; a declared issuer has its own room.`,
    )
  }

  return {
    async hold(ringIds, client, act) {
      if (!ringIds.some((ringId) => isShared(ringId) && !use.isNoted(ringId))) return act()
      // One after the other: many at once would all be the last one that has room.
      return turns(`client ${client}`, async () => {
        await refuseBeyondShare(ringIds, client)
        forClients.push(...ringIds)
        return act().finally(() => ringIds.forEach((ringId) => forClients.splice(forClients.indexOf(ringId), 1)))
      })
    },
    async admit(ringId, act) {
      const kind = kinds.find(({ is }) => is(ringId))
      if (rings.active(ringId) || !kind) return act()
      await turns('room', async () => {
        const isPaced = kind.isPaced && !opening.has(ringId) && !forClients.includes(ringId)
        if (isPaced) pace.refuseTooFast(kind, kind.most)
        await makeRoom(kind, ringId)
        if (isPaced) pace.noteMade(kind)
        opening.add(ringId)
      })
      try {
        return await act()
      } finally {
        opening.delete(ringId)
      }
    },
    remove,
  }
}

/** The ring of the provider is of no issuer that somebody has thought of. */
const isNamedIssuer = (ringId: string) =>
  ownRingOf(ringId) !== MAIN_RING && ringId.startsWith(MAIN_RING) && !isLoginRing(ringId)

/** An issuer has further rings, which go with its own, and go first: without it they would be of nobody. */
const ringsWith = (ringId: string): string[] =>
  isNamedIssuer(ringId) && ownRingOf(ringId) === ringId
    ? [...ALL_ALGORITHMS.map((algorithm) => furtherRing(ringId, algorithm)), ringId]
    : [ringId]
