import type { Clock } from '../../core/clock.ts'
import type { Store } from '../../core/store/store.ts'
import { storeOver, type HeldValue } from '../../core/store/store-over.ts'

/** A store in Maps, one for each space; it has no bound, so it is for a lesson only. */
export function createMapStore(clock: Clock): Store {
  const spaces = new Map<string, Map<string, HeldValue>>()
  const newSpace = (name: string) => spaces.set(name, new Map()).get(name)!
  return storeOver((name) => spaces.get(name) ?? newSpace(name), clock)
}
