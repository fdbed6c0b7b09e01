import type { Clock } from '../clock.ts'
import { byKey, checkedExpiry, isLive } from './values.ts'
import type { Store } from './store.ts'

/** A value, and until when it lives: milliseconds since 1970. */
export interface HeldValue {
  value: string
  expiresAt: number | undefined
}

/** Where the entries of a store are, in this process: they may have expired. */
export interface HeldEntries {
  get(space: string, key: string): HeldValue | undefined
  put(space: string, key: string, held: HeldValue): void
  delete(space: string, key: string): void
  all(space: string): Iterable<readonly [key: string, held: HeldValue]>
}

/** A store over entries of this process. Nothing in here waits, so every method is atomic. @param clock by which entries expire */
export function storeOver(entries: HeldEntries, clock: Pick<Clock, 'now'>): Store {
  const live = (space: string, key: string): HeldValue | undefined => {
    const held = entries.get(space, key)
    return held && isLive(held.expiresAt, clock.now()) ? held : undefined
  }
  return {
    get: async (space, key) => live(space, key)?.value,
    set: async (space, key, value, expiresAt) =>
      entries.put(space, key, { value, expiresAt: checkedExpiry(expiresAt) }),
    async add(space, key, value, expiresAt) {
      checkedExpiry(expiresAt)
      if (live(space, key)) return false
      entries.put(space, key, { value, expiresAt })
      return true
    },
    async update(space, key, expected, value, expiresAt) {
      checkedExpiry(expiresAt)
      if (live(space, key)?.value !== expected) return false
      entries.put(space, key, { value, expiresAt })
      return true
    },
    async delete(space, key) {
      const existed = live(space, key) !== undefined
      entries.delete(space, key)
      return existed
    },
    async list(space) {
      const now = clock.now()
      const found: [string, string][] = []
      for (const [key, { value, expiresAt }] of entries.all(space)) if (isLive(expiresAt, now)) found.push([key, value])
      return found.sort(byKey)
    },
    close: async () => {},
  }
}
