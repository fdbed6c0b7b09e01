import type { Store } from '../store/store.ts'
import type { Ring } from './rotation.ts'

const SPACE = 'rings'

/** A store cannot compare and delete; what has expired when it is written is gone as well. Milliseconds since 1970. */
const LONG_AGO = 0

/** The state of all rings, in the store: several processes may read and change it, one change of a ring at a time. */
export interface RingBook {
  read(ringId: string): Promise<Ring | undefined>
  readAll(): Promise<[ringId: string, ring: Ring][]>
  /**
   * Changes a ring by compare-and-set: when somebody else was faster, the change is made again on what stands there
   * by then.
   * @param change gets the ring as it is, or undefined when there is none; undefined leaves it as it is
   * @returns the ring as it is now, if there is one, and whether this call has changed it
   */
  change(ringId: string, change: RingChange): Promise<{ ring: Ring | undefined; hasChanged: boolean }>
  /** @returns the ring as it was when it went, with all that others had put into it by then; undefined for an unknown one */
  remove(ringId: string): Promise<Ring | undefined>
}

/** A ring that is not there is not an empty one: whoever has no reason to make a ring must not bring one back. */
export type RingChange = (ring: Ring | undefined) => Ring | undefined

export function createRingBook(store: Store): RingBook {
  return {
    async read(ringId) {
      const text = await store.get(SPACE, ringId)
      return text === undefined ? undefined : parseRing(text)
    },

    async remove(ringId) {
      for (;;) {
        const before = await store.get(SPACE, ringId)
        if (before === undefined) return undefined
        if (await store.update(SPACE, ringId, before, before, LONG_AGO)) return parseRing(before)
      }
    },

    readAll: async () => (await store.list(SPACE)).map(([ringId, text]) => [ringId, parseRing(text)]),

    async change(ringId, change) {
      for (;;) {
        const before = await store.get(SPACE, ringId)
        const ring = before === undefined ? undefined : parseRing(before)
        const changed = change(ring)
        if (changed === undefined) return { ring, hasChanged: false }
        const after = JSON.stringify(changed)
        const isDone =
          before === undefined
            ? await store.add(SPACE, ringId, after)
            : await store.update(SPACE, ringId, before, after)
        if (isDone) return { ring: changed, hasChanged: true }
      }
    },
  }
}

/** Only this file writes the space. */
const parseRing = (text: string): Ring => JSON.parse(text)
