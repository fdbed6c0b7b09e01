import { BACKENDS } from './backends.ts'

/** What a message calls all of them: sqlite, memory, redis://host:port or postgres://user:password@host/database. */
export const STORES_AS_WRITTEN = BACKENDS.map(({ written }) => written)
  .join(', ')
  .replace(/, ([^,]+)$/, ' or $1')

const backendOf = (store: string) => BACKENDS.find(({ setting }) => setting.test(store))

export const isStoreSetting = (store: string): boolean => backendOf(store) !== undefined

/** The server that keeps the state for several machines, by its name; undefined where it stays on this one. */
export const storeServer = (store: string): 'Redis' | 'PostgreSQL' | undefined => backendOf(store)?.server
