import type { Clock } from '../../core/clock.ts'
import type { Store } from '../../core/store/store.ts'
import { storeOver, type HeldValue } from '../../core/store/store-over.ts'

/** A store in Maps, one for each space; it has no bound, so it is for a lesson only. */
export function createMapStore(clock: Clock): Store {
  const spaces = new Map<string, Map<string, HeldValue>>()
  const entries = {
    get: (space: string, key: string) => spaces.get(space)?.get(key),
    put: (space: string, key: string, held: HeldValue) =>
      void spaces.set(space, (spaces.get(space) ?? new Map<string, HeldValue>()).set(key, held)),
    delete: (space: string, key: string) => void spaces.get(space)?.delete(key),
    all: (space: string) => spaces.get(space) ?? [],
  }
  return storeOver(entries, clock)
}
