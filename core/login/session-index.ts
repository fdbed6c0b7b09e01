import { hash } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Store } from '../store/store.ts'
import { TooManySessions } from './session.ts'

/** Which sessions a person has, and how much all of them take. */
export interface SessionIndex {
  /**
   * Makes room for a session.
   * @returns the keys of those that are over for it: of one person the oldest
   * @throws TooManySessions
   */
  enter(subject: string, session: IndexedSession): Promise<string[]>
  leave(subject: string, key: string): Promise<void>
}

export interface IndexedSession {
  key: string
  /** Milliseconds since 1970. */
  endsAt: number
  /** Characters. */
  size: number
}

const PEOPLE_SPACE = 'login-people'

/** Somebody has a few browsers; who opens more ends the oldest. */
const MOST_OF_ONE = 16

/** Characters of all sessions: half of what a store in memory takes. */
const MOST_OF_ALL = 8_000_000

/** Many browsers of one person may log in at once, at several gateways. */
const MOST_WRITES = 100

export function createSessionIndex(store: Store, clock: Clock): SessionIndex {
  const live = (text: string | undefined): IndexedSession[] =>
    text === undefined ? [] : (JSON.parse(text) as IndexedSession[]).filter(({ endsAt }) => endsAt > clock.now()) // ours alone

  /** @param change what becomes of the list */
  async function write(subject: string, change: (list: IndexedSession[]) => IndexedSession[]): Promise<void> {
    const row = hash('sha256', subject, 'base64url')
    for (let writes = 0; writes < MOST_WRITES; writes++) {
      const before = await store.get(PEOPLE_SPACE, row)
      const list = change(live(before))
      const until = Math.max(...list.map(({ endsAt }) => endsAt))
      if (list.length === 0) {
        if (before !== undefined && !(await store.update(PEOPLE_SPACE, row, before, '[]', clock.now() + 1))) continue
        return
      }
      const text = JSON.stringify(list)
      const isWritten = await (before === undefined
        ? store.add(PEOPLE_SPACE, row, text, until)
        : store.update(PEOPLE_SPACE, row, before, text, until))
      if (isWritten) return
    }
    throw new TooManySessions('others write of the same person all the time')
  }

  async function sizeOfAll(): Promise<number> {
    const rows = await store.list(PEOPLE_SPACE)
    return rows.flatMap(([, text]) => live(text)).reduce((sum, { size }) => sum + size, 0)
  }

  return {
    async enter(subject, session) {
      if ((await sizeOfAll()) + session.size > MOST_OF_ALL) throw new TooManySessions('there is no room for more')
      let gone: string[] = []
      await write(subject, (list) => {
        const kept = list.slice(Math.max(0, list.length - MOST_OF_ONE + 1))
        gone = list.filter((each) => !kept.includes(each)).map(({ key }) => key)
        return [...kept, session]
      })
      return gone
    },
    leave: (subject, key) => write(subject, (list) => list.filter((each) => each.key !== key)),
  }
}
