import { hash, randomBytes } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { StoreUnavailable, type Store } from '../store/store.ts'
import { isSession } from './cookie-sessions.ts'
import { cookieText, endedCookie, readCookies } from './cookies.ts'
import type { CookieOptions, StoreSessions } from './login-settings.ts'
import { createOpenedSessions } from './opened-sessions.ts'
import { createSeal } from './seal.ts'
import { SessionTooLarge, type FoundSession, type Session, type Sessions } from './session.ts'
import { createSessionIndex } from './session-index.ts'

const SESSION_SPACE = 'login-sessions'
const TURN_SPACE = 'login-turns'

/** Characters of a sealed session. */
const LONGEST_SEALED_SESSION = 32_000

/** Longer than a renewal can take: whoever died in it holds up nobody for longer. Milliseconds. */
const LONGEST_TURN = 20_000

/** How often who waits for the renewal of another gateway looks. Milliseconds. */
const LOOK_FOR_RENEWAL = 50

/** What `randomBytes(32)` is in base64url. */
const SESSION_ID = /^[\w-]{43}$/

export interface StoreSessionParts {
  settings: StoreSessions
  options: CookieOptions
  /** By whom and for which client people log in: logins that differ in it do not take each other's sessions. */
  whose: string
  store: Store
  clock: Clock
  machine: Clock
}

/**
 * Sessions in the store, where each stands under the hash of its id, sealed by a key that is made of the id: who reads the store can
 * neither be somebody nor see a token.
 */
export function createStoreSessions({ settings, options, whose, store, clock, machine }: StoreSessionParts): Sessions {
  const { cookieName } = settings
  const sealOf = (id: string) => createSeal(id, `session ${whose}`)
  const index = createSessionIndex(store, clock)
  const opened = createOpenedSessions()
  /** Of the sessions that were found; the id is nowhere else. */
  const ids = new WeakMap<FoundSession, string>()

  /** Two providers may give two people one name. */
  const personOf = ({ subject }: Session) => `${whose} ${subject}`

  async function read(id: string): Promise<FoundSession | undefined> {
    const key = hash('sha256', id, 'base64url')
    const kept = await store.get(SESSION_SPACE, key)
    if (kept === undefined) return undefined
    const session = opened.get(key, kept) ?? (await sealOf(id).open(kept))
    if (!isSession(session)) return undefined
    opened.put(key, kept, session)
    const found = { session, key, kept }
    ids.set(found, id)
    return found
  }

  async function remove({ key, session }: FoundSession): Promise<void> {
    opened.forget(key)
    await store.delete(SESSION_SPACE, key)
    await index.leave(personOf(session), key)
  }

  const sessions: Sessions = {
    isOurs: (name) => name === cookieName,
    cookieName,
    async find(cookies) {
      const values = readCookies(cookies).filter(([name]) => name === cookieName)
      if (values.length > 1) return 'twice'
      const [[, id = ''] = []] = values
      return SESSION_ID.test(id) ? read(id) : undefined
    },
    async open(session, cookies) {
      const before = await sessions.find(cookies)
      if (before && before !== 'twice') await remove(before)
      const id = randomBytes(32).toString('base64url')
      const text = await sealOf(id).seal(session)
      if (text.length > LONGEST_SEALED_SESSION) throw new SessionTooLarge('the tokens are longer than the store takes')
      const key = hash('sha256', id, 'base64url')
      await store.set(SESSION_SPACE, key, text, session.endsAt)
      const gone = await index
        .enter(personOf(session), { key, endsAt: session.endsAt, size: text.length })
        .catch(async (error: unknown) => {
          await store.delete(SESSION_SPACE, key)
          throw error
        })
      for (const each of gone) await store.delete(SESSION_SPACE, each)
      return [cookieText(cookieName, id, options, options.maxAge)]
    },
    async renew(found, session) {
      const text = await sealOf(ids.get(found) ?? '').seal(session)
      if (text.length > LONGEST_SEALED_SESSION) throw new SessionTooLarge('the tokens are longer than the store takes')
      const isThere = await store.update(SESSION_SPACE, found.key, found.kept, text, session.endsAt)
      return isThere ? [] : undefined
    },
    async end(found, cookies) {
      if (found) await remove(found)
      const hasIt = readCookies(cookies).some(([name]) => name === cookieName)
      return hasIt ? [endedCookie(cookieName, options)] : []
    },
    async takeTurn(found) {
      const id = ids.get(found) ?? ''
      const giveUpAt = machine.monotonic() + LONGEST_TURN
      const turn = randomBytes(16).toString('base64url')
      while (!(await store.add(TURN_SPACE, found.key, turn, clock.now() + LONGEST_TURN))) {
        if (machine.monotonic() >= giveUpAt)
          throw new StoreUnavailable('another gateway renews a session, and does not end')
        await machine.delay(LOOK_FOR_RENEWAL)
        const now = await read(id)
        if (!now || now.kept !== found.kept) return { mine: false, ...(now && { now }) }
      }
      /** Who took longer than a turn leaves that of the next one alone. */
      async function leave(): Promise<void> {
        if ((await store.get(TURN_SPACE, found.key)) === turn) await store.delete(TURN_SPACE, found.key)
      }
      const now = await read(id)
      if (now?.kept === found.kept) return { mine: true, leave }
      await leave()
      return { mine: false, ...(now && { now }) }
    },
  }
  return sessions
}
