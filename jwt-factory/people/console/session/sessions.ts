import type { Store } from '#core/store/store'
import { isSessionId, newSessionId, sessionKeyOf } from './session-ids.ts'

/** Somebody at the pages for admins, as the store knows it: who it is and nothing of what they may do. */
export interface AdminSession {
  /** Id of the person. */
  readonly person: number
  /** Of the password of then (`passwordMark`): with another one the session ends. */
  readonly mark: string
  /** Milliseconds since 1970. */
  readonly begun: number
  /** When it was last used, to the minute. */
  readonly seen: number
}

/** Sessions of the pages for admins. Several factories on one store share them. */
export interface AdminSessions {
  /** @returns the id, which the cookie carries and nothing else knows */
  begin(who: Pick<AdminSession, 'person' | 'mark'>): Promise<string>
  /** @returns undefined for one that has ended, or never was */
  find(id: string): Promise<AdminSession | undefined>
  end(id: string): Promise<void>
  /** All of a person, on every machine. */
  endAllOf(person: number): Promise<void>
}

const SESSIONS = 'people-sessions'

/** Nobody was there for so long: whoever comes now may be somebody else. Milliseconds. */
export const IDLE_END = 15 * 60_000
/** However busy somebody is, they log in each working day. Milliseconds. */
export const LONGEST_SESSION = 8 * 3_600_000
/** The store is not written at each click. Milliseconds. */
const WRITTEN_EVERY = 60_000
/** Somebody with more browsers loses the oldest. */
const MOST_OF_PERSON = 8
/** Of all together. */
const MOST_SESSIONS = 2000

/**
 * Sessions are of whoever is at this machine, so they go by its time, also in a store whose clock somebody moves: that has no expiry for
 * them, and what has ended leaves it when the next session begins.
 * @param now of the machine: milliseconds since 1970
 */
export function createSessions(store: Store, now: () => number): AdminSessions {
  const isAlive = (session: AdminSession) => now() < endOfSession(session)

  /** @returns undefined when it was ended, or moved on by another factory, in the same moment */
  async function touch(key: string, text: string, session: AdminSession): Promise<AdminSession | undefined> {
    const seen = { ...session, seen: now() }
    return (await store.update(SESSIONS, key, text, JSON.stringify(seen))) ? seen : undefined
  }

  async function look(key: string): Promise<{ text: string; session: AdminSession } | undefined> {
    const text = await store.get(SESSIONS, key)
    if (text === undefined) return undefined
    const session = sessionFrom(text)
    return isAlive(session) ? { text, session } : undefined
  }

  async function trim(person: number): Promise<void> {
    const all = await entries()
    const [alive, ended] = [
      all.filter(([, session]) => isAlive(session)),
      all.filter(([, session]) => !isAlive(session)),
    ]
    const mine = alive.filter(([, session]) => session.person === person)
    const surplus = [...ended, ...mine.slice(MOST_OF_PERSON), ...alive.slice(MOST_SESSIONS)]
    for (const [key] of surplus) await store.delete(SESSIONS, key)
  }

  /** The newest first. */
  async function entries(): Promise<[string, AdminSession][]> {
    const all = (await store.list(SESSIONS)).map(([key, text]): [string, AdminSession] => [key, sessionFrom(text)])
    return all.sort(([, one], [, other]) => other.begun - one.begun)
  }

  return {
    async begin(who) {
      const id = newSessionId()
      const session: AdminSession = { ...who, begun: now(), seen: now() }
      await store.set(SESSIONS, sessionKeyOf(id), JSON.stringify(session))
      await trim(who.person)
      return id
    },
    async find(id) {
      if (!isSessionId(id)) return undefined
      const key = sessionKeyOf(id)
      const found = await look(key)
      if (!found || now() - found.session.seen < WRITTEN_EVERY) return found?.session
      return (await touch(key, found.text, found.session)) ?? (await look(key))?.session
    },
    async end(id) {
      if (isSessionId(id)) await store.delete(SESSIONS, sessionKeyOf(id))
    },
    async endAllOf(person) {
      for (const [key, session] of await entries()) if (session.person === person) await store.delete(SESSIONS, key)
    },
  }
}

const endOfSession = ({ begun, seen }: AdminSession) => Math.min(seen + IDLE_END, begun + LONGEST_SESSION)

/** Only this file writes the space. */
const sessionFrom = (text: string): AdminSession => JSON.parse(text)
