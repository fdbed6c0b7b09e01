import type { Clock } from '../clock.ts'
import type { Store } from './store.ts'

/** What a backend may need. */
export interface StoreSurroundings {
  /** For backends that keep files. */
  folder: string
  clock: Clock
}

interface Backend {
  setting: RegExp
  open(setting: string, surroundings: StoreSurroundings): Promise<Store>
}

/** Imported when chosen: nobody pays for a driver that they do not use. */
const BACKENDS: Backend[] = [
  {
    setting: /^memory$/,
    open: async (_, { clock }) => (await import('./memory-store.ts')).createMemoryStore(clock),
  },
  {
    setting: /^sqlite$/,
    open: async (_, { folder, clock }) => (await import('./sqlite-store.ts')).openSqliteStore(folder, clock),
  },
  {
    setting: /^rediss?:\/\//,
    open: async (url) => (await import('./redis-store.ts')).openRedisStore(url),
  },
]

/**
 * Opens the store that a setting names: `memory`, `sqlite`, `redis://host:port` or `rediss://host:port`.
 * @throws StoreUnavailable when it cannot be opened, Error when there is no such store; neither shows a password
 */
export async function openStore(setting: string, surroundings: StoreSurroundings): Promise<Store> {
  const backend = BACKENDS.find((backend) => backend.setting.test(setting))
  if (!backend) throw new Error(UNKNOWN)
  return backend.open(setting, surroundings)
}

const UNKNOWN = 'the store must be memory, sqlite, redis://host:port or rediss://host:port'
