import type { Clock } from '../clock.ts'
import { sureTime } from './sure-time.ts'
import { byKey, checkedExpiry, isLive } from './values.ts'
import { StoreUnavailable, type Store } from './store.ts'

/** More would not fit into the memory that a process may take; who cannot remember must not accept. */
const MAX_ENTRIES = 100_000

/** How many entries each write looks at, in turn, to drop those that have expired. More than the one it may add. */
const SWEEP_PER_WRITE = 2

const FULL = 'the memory store is full: use STORE=sqlite'

interface Entry {
  value: string
  expiresAt: number | undefined
}

interface Space {
  entries: Map<string, Entry>
  /** Where the sweep stands. An iterator of a Map stays good while the Map changes. */
  sweep: Iterator<[string, Entry]>
}

export interface MemoryStore extends Store {
  /** How many entries are held, with those that have expired and wait for the sweep. */
  size(): number
}

/** State of one process, gone when it ends. Nothing in here waits, so every method is atomic. */
export function createMemoryStore(clock: Clock, maxEntries = MAX_ENTRIES): MemoryStore {
  const spaces = new Map<string, Space>()
  const sureNow = sureTime(clock)

  const live = (space: string, key: string): Entry | undefined => {
    const entry = spaces.get(space)?.entries.get(key)
    return entry && isLive(entry.expiresAt, clock.now()) ? entry : undefined
  }

  const put = (name: string, key: string, value: string, expiresAt: number | undefined): void => {
    const space = spaces.get(name) ?? newSpace()
    spaces.set(name, space)
    sweep(space, sureNow())
    if (space.entries.size >= maxEntries && !space.entries.has(key)) throw new StoreUnavailable(FULL, { isFull: true })
    space.entries.set(key, { value, expiresAt })
  }

  return {
    get: async (space, key) => live(space, key)?.value,
    set: async (space, key, value, expiresAt) => put(space, key, value, checkedExpiry(expiresAt)),
    async add(space, key, value, expiresAt) {
      checkedExpiry(expiresAt)
      if (live(space, key)) return false
      put(space, key, value, expiresAt)
      return true
    },
    async update(space, key, expected, value, expiresAt) {
      checkedExpiry(expiresAt)
      if (live(space, key)?.value !== expected) return false
      put(space, key, value, expiresAt)
      return true
    },
    async delete(space, key) {
      const existed = live(space, key) !== undefined
      spaces.get(space)?.entries.delete(key)
      return existed
    },
    async list(space) {
      const now = clock.now()
      const found: [string, string][] = []
      for (const [key, { value, expiresAt }] of spaces.get(space)?.entries ?? [])
        if (isLive(expiresAt, now)) found.push([key, value])
      return found.sort(byKey)
    },
    close: async () => {},
    size: () => spaces.values().reduce((sum, { entries }) => sum + entries.size, 0),
  }
}

function newSpace(): Space {
  const entries = new Map<string, Entry>()
  return { entries, sweep: entries.entries() }
}

function sweep(space: Space, now: number): void {
  for (let looked = 0; looked < SWEEP_PER_WRITE; looked++) {
    const { value, done } = space.sweep.next()
    if (done) {
      space.sweep = space.entries.entries()
      return
    }
    const [key, { expiresAt }] = value
    if (!isLive(expiresAt, now)) space.entries.delete(key)
  }
}
