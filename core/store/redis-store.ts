import { once } from 'node:events'
import { Redis } from 'ioredis'
import type { Clock } from '../clock.ts'
import { errorText } from '../error-text.ts'
import { readRedisAddress } from './redis-address.ts'
import { createServerClock } from './server-clock.ts'
import { MEMORY_FULL, NO_WRITES, type Store, StoreUnavailable } from './store.ts'
import { byKey, checkedExpiry, fromText, toText } from './values.ts'

/** Milliseconds. */
const PATIENCE = 2000
const LONGEST_RECONNECT_DELAY = 500
const SCAN_COUNT = 1000

/**
 * Nothing is queued and nothing is sent twice: a write that was given up must not happen later, on top of a newer one.
 * Whoever comes while the connection is away waits in `becomesReady`, before anything is sent. What is in flight when the
 * connection breaks fails, and may have happened: Redis alone knows.
 */
const connection = (patience: number) => ({
  lazyConnect: true,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  connectTimeout: patience,
  commandTimeout: patience,
  socketTimeout: patience + 500, // a connection without answers is replaced, after its commands have failed
  disconnectTimeout: 100,
  retryStrategy: (times: number) => Math.min(times * 50, LONGEST_RECONNECT_DELAY),
})

/** Keys become JSON strings, which end where they end: no space and key read like another space and key. */
const PREFIX = 'jwt-sandbox:'
const spacePrefix = (space: string): string => `${PREFIX}${JSON.stringify(space)}:`
const redisKey = (space: string, key: string): string => spacePrefix(space) + JSON.stringify(key)

/** Compare and set, as one step of the server: KEYS = key; ARGV = expected, value, and the expiry as SET wants it. */
const UPDATE = `
  if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
  redis.call('SET', KEYS[1], unpack(ARGV, 2))
  return 1`

/**
 * State in a Redis, shared by every process that uses it. Expiry goes by the clock of the Redis, which is compared with
 * ours. What is acknowledged is as durable as the Redis is set up to be (`appendonly`), and it must not evict
 * (`maxmemory-policy noeviction`): a spent id that it forgets can be spent again.
 * @param clock that of this machine: how far it is from the clock of the Redis is measured by it
 * @param patience how long an answer or a connection is waited for, in milliseconds
 * @throws StoreUnavailable when it cannot be reached, does not let us in, or lives in another time
 */
export async function openRedisStore(url: string, clock: Clock, patience = PATIENCE): Promise<Store> {
  const { options, shown } = readRedisAddress(url)
  const redis = new Redis({ ...options, ...connection(patience) })
  let lastError: unknown
  redis.on('error', (error) => (lastError = error))
  redis.setMaxListeners(0) // every caller in `becomesReady` listens
  const store = storeOn(redis, { clock, patience })
  try {
    await redis.connect()
    if (lastError) throw lastError // the database number: ioredis would go on with database 0
    await store.get('', '') // whoever may connect may still not be allowed to read
    return store
  } catch (error) {
    redis.disconnect()
    throw new StoreUnavailable(`the store ${shown} cannot be opened: ${errorText(lastError ?? error)}`)
  }
}

function storeOn(redis: Redis, { clock, patience }: { clock: Clock; patience: number }): Store {
  const time = createServerClock(() => timeOf(redis), clock)
  let closed = false

  const ask = async <Result>(question: () => Promise<Result>): Promise<Result> => {
    try {
      if (closed) throw new Error('the connection was closed')
      if (redis.status !== 'ready') await becomesReady(redis, clock, patience)
      if (!time.isSure()) await time.compare()
      return await question()
    } catch (error) {
      // Without its cause: ioredis puts the arguments of the command there, the password of AUTH among them.
      throw new StoreUnavailable(`Redis: ${errorText(error)}`, { detail: detailOf(error) })
    }
  }

  /** Redis takes whole milliseconds from 1 on, and a value still lives in the millisecond of its expiry. */
  const expiryArguments = (expiresAt: number | undefined): string[] =>
    expiresAt === undefined
      ? []
      : ['PXAT', String(Math.min(Math.max(1, Math.ceil(time.toServer(expiresAt)) - 1), Number.MAX_SAFE_INTEGER))]

  return {
    async get(space, key) {
      const text = await ask(() => redis.get(redisKey(space, key)))
      return text === null ? undefined : fromText(text)
    },
    async set(space, key, value, expiresAt) {
      checkedExpiry(expiresAt)
      await ask(() => redis.call('SET', redisKey(space, key), toText(value), ...expiryArguments(expiresAt)))
    },
    async add(space, key, value, expiresAt) {
      checkedExpiry(expiresAt)
      const set = () => redis.call('SET', redisKey(space, key), toText(value), 'NX', ...expiryArguments(expiresAt))
      return (await ask(set)) === 'OK'
    },
    async update(space, key, expected, value, expiresAt) {
      checkedExpiry(expiresAt)
      const texts = [toText(expected), toText(value)]
      const evaluate = () => redis.eval(UPDATE, 1, redisKey(space, key), ...texts, ...expiryArguments(expiresAt))
      return (await ask(evaluate)) === 1
    },
    delete: async (space, key) => (await ask(() => redis.del(redisKey(space, key)))) === 1,
    async list(space) {
      const prefix = spacePrefix(space)
      const found = new Map<string, string>() // SCAN may find a key twice
      let cursor = '0'
      do {
        const [next, keys] = await ask(() => redis.scan(cursor, 'MATCH', `${asGlob(prefix)}*`, 'COUNT', SCAN_COUNT))
        const texts = keys.length > 0 ? await ask(() => redis.mget(keys)) : []
        keys.forEach((key, at) => {
          const text = texts[at]
          if (typeof text === 'string') found.set(key, text) // null: it has gone since
        })
        cursor = next
      } while (cursor !== '0')
      return [...found]
        .map(([key, text]): [string, string] => [JSON.parse(key.slice(prefix.length)) as string, fromText(text)]) // redisKey made it
        .sort(byKey)
    },
    async close() {
      if (closed) return
      closed = true
      try {
        if (redis.status !== 'ready') throw new Error('the connection is gone')
        await redis.quit() // answered after everything that was asked before
      } catch {
        redis.disconnect()
      }
    },
  }
}

/** Resolves when the connection stands; fails with the connection's own error, or after so many milliseconds. */
async function becomesReady(redis: Redis, clock: Clock, patience: number): Promise<void> {
  const end = new AbortController()
  const stop = clock.every(patience, () => end.abort(new Error(`no connection within ${patience} ms`)))
  try {
    await once(redis, 'ready', { signal: end.signal })
  } finally {
    stop()
  }
}

/** Milliseconds. It answers in seconds, and microseconds besides. */
async function timeOf(redis: Redis): Promise<number> {
  const [seconds, micros] = await redis.time()
  return Number(seconds) * 1000 + Number(micros) / 1000
}

const asGlob = (text: string): string => text.replace(/[\\*?[\]^-]/g, '\\$&')

/** What a Redis says that takes no writes, by the first word of its error. */
const WHY_NO_WRITES: Record<string, string> = {
  OOM: MEMORY_FULL,
  MISCONF: 'The store cannot write to its disk.',
  NOREPLICAS: 'The store has too few replicas to accept writes.',
  READONLY: NO_WRITES,
}

/** A script is told the error of its command a few words later. */
function detailOf(error: unknown): string | undefined {
  const word = /\b(?:OOM|MISCONF|NOREPLICAS|READONLY)\b/.exec(errorText(error))?.[0]
  return word && WHY_NO_WRITES[word]
}
