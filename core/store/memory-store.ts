import type { Clock } from '../clock.ts'
import { sureTime } from './sure-time.ts'
import { storeOver, type HeldSpace, type HeldValue } from './store-over.ts'
import { isLive } from './values.ts'
import { MEMORY_FULL, StoreUnavailable, type Store } from './store.ts'

/**
 * What a store may take, in bytes. More would not fit into the memory that a process may take; who cannot
 * remember must not accept.
 */
export const MAX_BYTES = 32_000_000
/** What an entry takes beside its two texts, about. */
const ENTRY_BYTES = 100

/** How many entries of each space a write looks at, in turn, to drop those that have expired. More than it may add. */
const SWEEP_PER_WRITE = 2

const FULL = 'the memory store is full: use STORE=sqlite'

interface Space {
  entries: Map<string, HeldValue>
  /** Where the sweep stands. An iterator of a Map stays good while the Map changes. */
  sweep: Iterator<[string, HeldValue]>
}

/** Two bytes for each character: that is the most. */
const bytesOfEntry = (key: string, value: string): number => 2 * (key.length + value.length) + ENTRY_BYTES

export interface MemoryStore extends Store {
  /** How many entries are held, with those that have expired and wait for the sweep. */
  size(): number
}

export interface MemorySettings {
  /** What all spaces may take together, in bytes. */
  maxBytes?: number | undefined
  /** By which it is sure that time has passed, where somebody moves the clock by which entries expire. */
  machine?: Clock | undefined
}

/** State of one process, gone when it ends. Nothing in here waits, so every method is atomic. */
export function createMemoryStore(
  clock: Clock,
  { maxBytes = MAX_BYTES, machine = clock }: MemorySettings = {},
): MemoryStore {
  const spaces = new Map<string, Space>()
  const sureNow = sureTime(clock, { machine })
  let bytes = 0

  const forget = (space: Space | undefined, key: string): void => {
    const entry = space?.entries.get(key)
    if (!entry) return
    space?.entries.delete(key)
    bytes -= bytesOfEntry(key, entry.value)
  }

  const put = (name: string, key: string, { value, expiresAt }: HeldValue): void => {
    const space = spaces.get(name) ?? newSpace()
    spaces.set(name, space)
    const now = sureNow()
    for (const each of spaces.values()) for (const gone of expiredOf(each, now)) forget(each, gone)
    const known = space.entries.get(key)
    const more = bytesOfEntry(key, value) - (known ? bytesOfEntry(key, known.value) : 0)
    if (bytes + more > maxBytes) throw new StoreUnavailable(FULL, { detail: MEMORY_FULL })
    bytes += more
    space.entries.set(key, { value, expiresAt })
  }

  const spaceOf = (name: string): HeldSpace => ({
    get: (key) => spaces.get(name)?.entries.get(key),
    set: (key, held) => put(name, key, held),
    delete: (key) => forget(spaces.get(name), key),
    [Symbol.iterator]: () => (spaces.get(name)?.entries ?? new Map<string, HeldValue>()).entries(),
  })
  return {
    ...storeOver(spaceOf, clock),
    size: () => spaces.values().reduce((sum, { entries }) => sum + entries.size, 0),
  }
}

function newSpace(): Space {
  const entries = new Map<string, HeldValue>()
  return { entries, sweep: entries.entries() }
}

/** The next entries in turn that have expired. */
function expiredOf(space: Space, now: number): string[] {
  const expired: string[] = []
  for (let looked = 0; looked < SWEEP_PER_WRITE; looked++) {
    const { value, done } = space.sweep.next()
    if (done) {
      space.sweep = space.entries.entries()
      break
    }
    const [key, { expiresAt }] = value
    if (!isLive(expiresAt, now)) expired.push(key)
  }
  return expired
}
