import type { Store } from './store.ts'

/**
 * A part of a store: its spaces have names of their own, so that what is kept there meets nothing of the others, whatever both call it.
 * Whoever opened the store closes it.
 */
export function createSpacedStore(store: Store, name: string): Store {
  const own = (space: string) => `${name}.${space}`
  return {
    get: (space, key) => store.get(own(space), key),
    set: (space, ...entry) => store.set(own(space), ...entry),
    add: (space, ...entry) => store.add(own(space), ...entry),
    update: (space, ...change) => store.update(own(space), ...change),
    delete: (space, key) => store.delete(own(space), key),
    list: (space) => store.list(own(space)),
    close: () => Promise.resolve(),
  }
}
