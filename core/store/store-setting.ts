/** How the setting of each backend is written; what stands behind it, the backend reads by itself. */
export const STORE_SETTINGS = {
  memory: /^memory$/,
  sqlite: /^sqlite$/,
  redis: /^rediss?:\/\/./,
  postgres: /^postgres(?:ql)?:\/\/./,
} as const

/** What a message calls them. */
export const STORES_AS_WRITTEN = 'sqlite, memory, redis://host:port or postgres://user:password@host/database'

export const isStoreSetting = (setting: string): boolean =>
  Object.values(STORE_SETTINGS).some((written) => written.test(setting))

/** The server that keeps the state for several machines, by its name; undefined where it stays on this one. */
export function storeServer(setting: string): 'Redis' | 'PostgreSQL' | undefined {
  if (STORE_SETTINGS.redis.test(setting)) return 'Redis'
  return STORE_SETTINGS.postgres.test(setting) ? 'PostgreSQL' : undefined
}
