import { randomBytes } from 'node:crypto'
import type { RequestListener } from 'node:http'
import type { Clock } from '#core/clock'
import { Problem } from '#core/http/problem'
import { createWorkshop, type WorkshopDesk } from '../console/workshop/workshop-desk.ts'
import { distinctName } from './chosen-names.ts'
import { createInTurns } from './in-turns.ts'
import { createSeat, type OpenedSeat, type Seat } from './seat.ts'
import { newSession } from './visitor-cookie.ts'

/** As much of a console as the room hands requests to. */
export interface ConsoleOfPerson {
  app: RequestListener
}

/** Somebody who has joined. Nothing of it outlives the room. */
export interface PersonInRoom {
  /** By which the facilitator's page calls her; it lets nobody in. */
  readonly id: string
  readonly name: string
  /** Milliseconds since 1970. */
  readonly joinedAt: number
  /** When she last asked for something. */
  seenAt: number
  /** How many pages of hers listen now. */
  pagesOpen: number
  /** Something that she asked to be done was done. */
  hasActed: boolean
  readonly workshop: WorkshopDesk
  readonly seat: Seat<ConsoleOfPerson>
}

/** Who is in the room. */
export interface PeopleInRoom {
  list(): readonly PersonInRoom[]
  /** @throws Problem conflict where all seats are taken, invalid-input for what is no name */
  join(name: string): { person: PersonInRoom; session: string }
  bySession(session: string | undefined): PersonInRoom | undefined
  /** Whether it was the session of somebody whom the facilitator has removed; of the last thousand, it is known. */
  wasRemoved(session: string | undefined): boolean
  /** @throws Problem not-found */
  byId(id: string): PersonInRoom
  /** She has done something: her sandbox stays. */
  seen(person: PersonInRoom): void
  /** Opens a step for everybody, also for those who join later. @param step or `all` @throws Problem not-found */
  unlockForAll(step: string): void
  /** Her session counts for nothing from now on, and her sandbox goes. */
  remove(id: string): Promise<void>
  /** Removes all who have joined a minute ago or earlier, have no page open now, and have done nothing. */
  removeUnseen(): Promise<void>
  /** @returns what ends it */
  onChange(listener: () => void): () => void
  /** Resolves when nothing is left of any sandbox. */
  close(): Promise<void>
}

export interface PeopleInRoomParts {
  clock: Clock
  seats: number
  idleSeconds: number
  open: (workshop: WorkshopDesk) => Promise<OpenedSeat<ConsoleOfPerson>>
}

/** It is looked so often who has done nothing for long. Milliseconds. */
const LOOK_FOR_IDLE = 10_000

/** A browser opens it as soon as its person has joined. Milliseconds. */
const FIRST_PAGE_WITHIN = 60_000

/** Whoever comes back later is asked to join as anybody. */
const MOST_REMOVED_KNOWN = 1000

/** Of sandboxes: half of a start is the making of keys, which is done beside. */
const STARTS_AT_ONCE = 2

export function createPeopleInRoom({ clock, seats, idleSeconds, open }: PeopleInRoomParts): PeopleInRoom {
  const bySession = new Map<string, PersonInRoom>()
  const listeners = new Set<() => void>()
  const unlocked = new Set<string>()
  const removed = new Set<string>()
  const inTurn = createInTurns(STARTS_AT_ONCE)
  const tell = () => listeners.forEach((listener) => listener())
  const list = () => [...bySession.values()]

  function byId(id: string): PersonInRoom {
    const person = list().find((each) => each.id === id)
    if (!person) throw new Problem('not-found', 'There is nobody of that id in the room.')
    return person
  }

  function enter(name: string): PersonInRoom {
    const workshop = createWorkshop({ clock, order: 'one-after-another', person: name })
    for (const step of unlocked) workshop.unlock(step)
    workshop.onChange(tell)
    const openInTurn = (signal: AbortSignal) =>
      inTurn(async () => {
        signal.throwIfAborted()
        return open(workshop)
      })
    const joinedAt = clock.now()
    const id = randomBytes(6).toString('hex')
    const seat = createSeat(openInTurn, tell)
    return { id, name, joinedAt, seenAt: joinedAt, pagesOpen: 0, hasActed: false, workshop, seat }
  }

  async function leave(leaving: readonly PersonInRoom[]): Promise<void> {
    for (const [session, each] of bySession) {
      if (!leaving.includes(each)) continue
      bySession.delete(session)
      removed.add(session)
    }
    for (const oldest of [...removed].slice(0, -MOST_REMOVED_KNOWN)) removed.delete(oldest)
    tell()
    await Promise.all(leaving.map(({ seat }) => seat.drop()))
  }

  const stopLooking = clock.every(LOOK_FOR_IDLE, () => {
    for (const { seat, seenAt } of list())
      if (seat.state === 'awake' && clock.now() - seenAt >= idleSeconds * 1000) void seat.drop()
  })

  return {
    list,
    byId,
    join(chosen) {
      if (bySession.size >= seats) throw new Problem('conflict', `All ${seats} seats of this room are taken.`)
      const person = enter(distinctName(chosen, list().map((each) => each.name))) // prettier-ignore
      const session = newSession()
      bySession.set(session, person)
      tell()
      return { person, session }
    },
    bySession: (session) => (session === undefined ? undefined : bySession.get(session)),
    wasRemoved: (session) => session !== undefined && removed.has(session),
    seen(person) {
      person.seenAt = clock.now()
    },
    unlockForAll(step) {
      createWorkshop({ clock, order: 'one-after-another' }).unlock(step) // also where nobody is there, one that is not there is refused
      for (const { workshop } of list()) workshop.unlock(step)
      unlocked.add(step)
    },
    remove: (id) => leave([byId(id)]),
    removeUnseen: () =>
      leave(
        list().filter(
          ({ joinedAt, pagesOpen, hasActed }) =>
            pagesOpen === 0 && !hasActed && clock.now() - joinedAt >= FIRST_PAGE_WITHIN,
        ),
      ),
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async close() {
      stopLooking()
      await Promise.all(list().map(({ seat }) => seat.drop()))
    },
  }
}
