import type { Clock } from '../../core/clock.ts'
import type { Store } from '../../core/store/store.ts'
import { byKey, checkedExpiry, isLive } from '../../core/store/values.ts'

type Held = { space: string; key: string; value: string; expiresAt: number | undefined }

const mapKeyOf = (space: string, key: string) => JSON.stringify([space, key])

/** A store in one Map. It never waits in between, so each of its methods is atomic; it has no bound, so it is for a lesson only. */
export function createMapStore(clock: Clock): Store {
  const all = new Map<string, Held>()
  const live = (space: string, key: string) =>
    [all.get(mapKeyOf(space, key))].find((held) => held && isLive(held.expiresAt, clock.now()))
  const put = (held: Held, isWanted = () => true) => {
    checkedExpiry(held.expiresAt)
    return isWanted() && all.set(mapKeyOf(held.space, held.key), held).size > 0
  }
  return {
    get: async (space, key) => live(space, key)?.value,
    set: async (space, key, value, expiresAt) => void put({ space, key, value, expiresAt }),
    add: async (space, key, value, expiresAt) => put({ space, key, value, expiresAt }, () => !live(space, key)),
    update: async (space, key, expected, value, expiresAt) =>
      put({ space, key, value, expiresAt }, () => live(space, key)?.value === expected),
    delete: async (space, key) => live(space, key) !== undefined && all.delete(mapKeyOf(space, key)),
    list: async (space) =>
      [...all.values()]
        .filter((held) => held.space === space && isLive(held.expiresAt, clock.now()))
        .map(({ key, value }): [string, string] => [key, value])
        .sort(byKey),
    close: async () => {},
  }
}
