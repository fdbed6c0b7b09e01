import type { Clock } from '../clock.ts'
import { byKey, checkedExpiry, isLive } from './values.ts'
import type { Store } from './store.ts'

/** A value, and until when it lives: milliseconds since 1970. */
export interface HeldValue {
  value: string
  expiresAt: number | undefined
}

/** The entries of one space, in this process: they may have expired. A Map is one. */
export interface HeldSpace extends Iterable<readonly [key: string, held: HeldValue]> {
  get(key: string): HeldValue | undefined
  set(key: string, held: HeldValue): unknown
  delete(key: string): unknown
}

/**
 * A store over entries of this process. Nothing in here waits, so every method is atomic.
 * @param spaceOf the space with this name, as long as the store lives
 * @param clock by which entries expire
 */
export function storeOver(spaceOf: (name: string) => HeldSpace, clock: Pick<Clock, 'now'>): Store {
  const live = (space: string, key: string): HeldValue | undefined => {
    const held = spaceOf(space).get(key)
    return held && isLive(held.expiresAt, clock.now()) ? held : undefined
  }
  return {
    get: async (space, key) => live(space, key)?.value,
    set: async (space, key, value, expiresAt) =>
      void spaceOf(space).set(key, { value, expiresAt: checkedExpiry(expiresAt) }),
    async add(space, key, value, expiresAt) {
      checkedExpiry(expiresAt)
      if (live(space, key)) return false
      spaceOf(space).set(key, { value, expiresAt })
      return true
    },
    async update(space, key, expected, value, expiresAt) {
      checkedExpiry(expiresAt)
      if (live(space, key)?.value !== expected) return false
      spaceOf(space).set(key, { value, expiresAt })
      return true
    },
    async delete(space, key) {
      const existed = live(space, key) !== undefined
      spaceOf(space).delete(key)
      return existed
    },
    async list(space) {
      const now = clock.now()
      const found: [string, string][] = []
      for (const [key, { value, expiresAt }] of spaceOf(space)) if (isLive(expiresAt, now)) found.push([key, value])
      return found.sort(byKey)
    },
    close: async () => {},
  }
}
