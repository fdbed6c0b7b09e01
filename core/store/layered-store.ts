import type { Clock } from '../clock.ts'
import { createMemoryStore, type MemorySettings, type MemoryStore } from './memory-store.ts'
import type { Store } from './store.ts'
import { byKey, checkedExpiry, isLive } from './values.ts'

/** While it is on, changes are kept apart, in memory; with the next generation they are gone. */
export interface Layer {
  readonly isOn: boolean
  /** Changes whenever what was kept apart is to be forgotten. */
  readonly generation: number
}

/** What was made on top of another thing, for as long as its generation lasts. */
export function perGeneration<Made>(layer: Layer, make: () => Made): () => Made {
  let made: { generation: number; one: Made } | undefined
  return () => {
    if (made?.generation !== layer.generation) made = { generation: layer.generation, one: make() }
    return made.one
  }
}

/**
 * A store whose changes are kept apart while the layer is on: what lies below is read, and not touched. So whatever is
 * made on a clock that was moved can be taken back whole.
 * @param clock by which entries of the layer expire
 * @param settings of the memory in which it is
 */
export function createLayeredStore(base: Store, layer: Layer, clock: Clock, settings?: MemorySettings): Store {
  const top = perGeneration(layer, () => createMemoryStore(clock, settings))

  /** @returns undefined where nothing is on top */
  function entryOf(text: string | undefined): TopEntry | undefined {
    if (text === undefined) return undefined
    const [expiry = ''] = text.split(' ', 1)
    const isGone = expiry === DELETED || !isLive(expiry === '' ? undefined : Number(expiry), clock.now())
    return { value: isGone ? undefined : text.slice(expiry.length + 1) }
  }

  async function read(space: string, key: string, over = top()) {
    const text = await over.get(space, key)
    const entry = entryOf(text)
    return { text, value: entry ? entry.value : await base.get(space, key) }
  }

  /**
   * @param decide gets the value as it is; undefined changes nothing. One that has begun before the layer was dropped ends
   *   in what was dropped
   */
  async function change(space: string, key: string, decide: (value: string | undefined) => TopEntry | undefined) {
    const over = top()
    for (;;) {
      const { text, value } = await read(space, key, over)
      const after = decide(value)
      if (after === undefined) return false
      if (await put(over, space, key, text, after)) return true
    }
  }

  /** Writes where nothing has changed since it was read. */
  async function put(over: MemoryStore, space: string, key: string, before: string | undefined, after: TopEntry) {
    // What hides something below stays when it is over; anything else makes room by then.
    const hides = (await base.get(space, key)) !== undefined
    const [text, expiresAt] = [topText(after), hides ? undefined : after.expiresAt]
    if (before === undefined) return over.add(space, key, text, expiresAt)
    return over.update(space, key, before, text, expiresAt)
  }

  return {
    get: async (space, key) => (layer.isOn ? (await read(space, key)).value : base.get(space, key)),
    async set(space, key, value, expiresAt) {
      if (!layer.isOn) return base.set(space, key, value, expiresAt)
      checkedExpiry(expiresAt)
      await change(space, key, () => ({ value, expiresAt }))
    },
    async add(space, key, value, expiresAt) {
      if (!layer.isOn) return base.add(space, key, value, expiresAt)
      checkedExpiry(expiresAt)
      return change(space, key, (known) => (known === undefined ? { value, expiresAt } : undefined))
    },
    async update(space, key, expected, value, expiresAt) {
      if (!layer.isOn) return base.update(space, key, expected, value, expiresAt)
      checkedExpiry(expiresAt)
      return change(space, key, (known) => (known === expected ? { value, expiresAt } : undefined))
    },
    async delete(space, key) {
      if (!layer.isOn) return base.delete(space, key)
      return change(space, key, (known) => (known === undefined ? undefined : { value: undefined }))
    },
    async list(space) {
      if (!layer.isOn) return base.list(space)
      const all = new Map(await base.list(space))
      for (const [key, text] of await top().list(space)) {
        const value = entryOf(text)?.value
        if (value === undefined) all.delete(key)
        else all.set(key, value)
      }
      return [...all].sort(byKey)
    },
    close: () => base.close(),
  }
}

/** In place of an expiry. */
const DELETED = 'gone'

/** What is on top; without a value, it was deleted. */
interface TopEntry {
  value: string | undefined
  expiresAt?: number | undefined
}

const topText = ({ value, expiresAt }: TopEntry): string =>
  value === undefined ? `${DELETED} ` : `${expiresAt ?? ''} ${value}`
