import type { Session } from './session.ts'

/**
 * Sessions whose seal was opened a moment ago: a browser asks many times, and the very text that was opened once need not be again. It
 * takes the key, too, for a text that somebody has put in another place of the store is sealed for another.
 */
export interface OpenedSessions {
  get(key: string, kept: string): Session | undefined
  put(key: string, kept: string, session: Session): void
  forget(key: string): void
}

/** Each has a few kilobytes. */
const MOST_OPENED = 1000

export function createOpenedSessions(): OpenedSessions {
  const opened = new Map<string, { kept: string; session: Session }>()
  return {
    get(key, kept) {
      const found = opened.get(key)
      return found?.kept === kept ? found.session : undefined
    },
    put(key, kept, session) {
      opened.delete(key)
      opened.set(key, { kept, session })
      const [first] = opened.keys()
      if (opened.size > MOST_OPENED && first !== undefined) opened.delete(first)
    },
    forget: (key) => void opened.delete(key),
  }
}
