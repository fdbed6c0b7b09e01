import { Problem } from '#core/http/problem'
import { createTurns } from '#core/rings/turns'
import type { ServiceBook } from './service-book.ts'
import { isReadable, type Service } from './service-keys.ts'
import type { ServiceUse } from './service-use.ts'

/** Whoever publishes a key under a new name takes a place: their number has a bound, and those that nobody uses make room. */
export interface ServiceRoom {
  /**
   * Does something after which the registry may know a service of that name.
   * @throws Problem too-many-keys when there is no room for another
   */
  admit<Result>(name: string, act: () => Promise<Result>): Promise<Result>
  /**
   * Does something after which a person keeps that service.
   * @throws Problem too-many-keys when no more can be kept
   */
  keep<Result>(name: string, act: () => Promise<Result>): Promise<Result>
}

/** Those of which a person has approved a key have places of their own, which no stranger can take. */
export const MOST_KEPT = 200

/** All others. */
export const MOST_STRANGERS = 100

/** A name for whose keys nobody asks makes room after ten minutes, and one that is in use when nobody has asked for a day. */
const UNASKED = 600_000
const UNUSED = 86_400_000

export interface ServiceRoomParts {
  book: ServiceBook
  use: ServiceUse
  /** Whose place is given away is gone for good. */
  sureNow: () => number
}

export function createServiceRoom({ book, use, sureNow }: ServiceRoomParts): ServiceRoom {
  const turns = createTurns()

  /** When the place of each may be given to another, the first first. */
  async function leaving(strangers: readonly [string, Service][]) {
    const asked = await use.readAll()
    const now = sureNow()
    const all = strangers.map(([name, service]) => {
      const last = Math.max(service.changedAt, asked.get(name) ?? 0)
      const isUsed = asked.has(name) && service.keys.some((key) => isReadable(key, now))
      return { name, service, at: last + (isUsed ? UNUSED : UNASKED) }
    })
    return all.sort((a, b) => a.at - b.at)
  }

  async function makeRoom(name: string): Promise<void> {
    const all = await book.readAll()
    const strangers = all.filter(([, { isKept }]) => !isKept)
    if (all.some(([known]) => known === name) || strangers.length < MOST_STRANGERS) return
    const now = sureNow()
    const inOrder = await leaving(strangers)
    for (const { name: old, service, at } of inOrder) {
      if (at > now) throw full(Math.ceil((at - now) / 1000))
      if (!(await book.forget(old, service))) continue // somebody uses it after all
      await use.forget(old)
      return
    }
    throw full(UNASKED / 1000)
  }

  return {
    // One after the other: many at once would all be the last one that has room.
    admit: (name, act) => turns('room', () => makeRoom(name).then(act)),
    keep: (name, act) =>
      turns('kept', async () => {
        const kept = (await book.readAll()).filter(([known, { isKept }]) => isKept && known !== name)
        if (kept.length >= MOST_KEPT)
          throw new Problem('too-many-keys', `The registry keeps ${MOST_KEPT} services, the maximum.`)
        return act()
      }),
  }
}

const full = (seconds: number) =>
  new Problem(
    'too-many-keys',
    `The registry has ${MOST_STRANGERS} services that no person has approved, the maximum, and all are in use. A person can approve a key of another before it comes (npm run control -- registry approve SERVICE KID), or try again in ${seconds} s.`,
    { headers: { 'retry-after': String(seconds) } },
  )
