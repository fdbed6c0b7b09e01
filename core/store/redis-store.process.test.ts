import { inspect } from 'node:util'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type RedisServer, type RedisServerOptions, startRedis, withRedis } from '../../tests/support/redis.ts'
import { until, untilDone } from '../../tests/support/until.ts'
import { systemClock } from '../clock.ts'
import { openRedisStore } from './redis-store.ts'
import { storeContract } from './store.contract.ts'
import { StoreUnavailable } from './store.ts'

/** Much more than the store waits, less than for ever. Milliseconds. */
const BOUND = 60_000

withRedis.describe('the Redis store', () => {
  let redis: RedisServer
  /** One that is not cut short because the machine is slow. */
  const open = (path = '') => openRedisStore(redis.url + path, systemClock, BOUND)
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())

  storeContract('Redis', async () => ({
    stores: [await open(), await open()],
    clock: systemClock,
  }))

  test('the databases of one Redis are apart', async () => {
    const [zero, three] = [await open('/0'), await open('/3')]
    await zero.set('apart', 'k', 'v')
    expect(await three.get('apart', 'k')).toBeUndefined()
    await expect(open('/9999')).rejects.toThrow(/DB index is out of range/)
    await Promise.all([zero.close(), three.close()])
  })

  test('a store that is closed is unavailable at once', async () => {
    const store = await open()
    const asked = store.get('a', 'b')
    await store.close()
    await store.close()
    expect(await asked).toBeUndefined() // what was asked before is still answered
    await expect(store.get('a', 'b')).rejects.toThrow(/the connection was closed/)
  })

  test('an error does not show what was to be stored', async () => {
    const [store, operator] = [await open(), new Redis(redis.url)]
    await operator.lpush('jwt-sandbox:"a":"list"', 'of somebody else')
    const error = await store.update('a', 'list', 'expected-secret', 'stored-secret').catch((error: unknown) => error)
    expect(error).toBeInstanceOf(StoreUnavailable)
    expect(inspect(error, { depth: 9 })).not.toContain('-secret')
    operator.disconnect()
    await store.close()
  })
})

withRedis.describe('a Redis in trouble', () => {
  const servers: RedisServer[] = []
  const start = async (options?: RedisServerOptions) => {
    const server = await startRedis(options)
    servers.push(server)
    return server
  }
  afterEach(async () => void (await Promise.all(servers.splice(0).map((server) => server.stop()))))

  test('when it dies the store is unavailable within a bounded time; when it is back, it works again', async () => {
    const redis = await start()
    const store = await openRedisStore(redis.url, systemClock)
    await store.set('a', 'k', 'v')
    await redis.kill()
    const begin = systemClock.monotonic()
    await Promise.all(questions(store).map((ask) => expect(ask).rejects.toThrow(StoreUnavailable)))
    expect(systemClock.monotonic() - begin).toBeLessThan(BOUND)

    await start({ port: redis.port })
    await untilDone('it can be read', () => store.get('a', 'k'))
    expect(await store.add('a', 'k', 'new')).toBe(true)
    await store.close()
  })

  test('when it hangs the store is unavailable within a bounded time, and closes; so is a new one', async () => {
    const redis = await start()
    const store = await openRedisStore(redis.url, systemClock)
    const other = await openRedisStore(redis.url, systemClock)
    redis.freeze()
    const begin = systemClock.monotonic()
    await Promise.all(questions(store).map((ask) => expect(ask).rejects.toThrow(StoreUnavailable)))
    await expect(openRedisStore(redis.url, systemClock)).rejects.toThrow(StoreUnavailable)
    await store.close()
    expect(systemClock.monotonic() - begin).toBeLessThan(BOUND)
    redis.thaw()
    await untilDone('it can be written to', () => other.set('b', 'k', 'v'))
    await other.close()
  })

  test('when the connection is cut, what was in flight fails and is not sent again; what comes then waits', async () => {
    const redis = await start()
    const [store, operator] = [await openRedisStore(redis.url, systemClock), new Redis(redis.url)]
    await operator.call('CLIENT', 'PAUSE', '60000', 'WRITE')
    const cut = expect(store.set('a', 'cut', 'v')).rejects.toThrow(StoreUnavailable)
    await until('it waits', async () => (await operator.info('clients')).includes('blocked_clients:1'))
    await operator.call('CLIENT', 'KILL', 'TYPE', 'NORMAL', 'SKIPME', 'YES')
    await cut
    await operator.call('CLIENT', 'UNPAUSE')
    expect(await Promise.all([store.add('a', 'k', 'v'), store.get('a', 'cut')])).toEqual([true, undefined])
    operator.disconnect()
    await store.close()
  })

  test('what was given up while it was away does not happen when it is back', async () => {
    const redis = await start()
    const store = await openRedisStore(redis.url, systemClock)
    await redis.kill()
    const writes = ['a', 'b', 'c'].map((key) => store.set('late', key, 'old'))
    await Promise.all(writes.map((write) => expect(write).rejects.toThrow(StoreUnavailable)))
    await start({ port: redis.port })
    expect(await untilDone('it can be read', () => store.list('late'))).toEqual([])
    await store.close()
  })

  test('when it is full, or cannot write, it says which', async () => {
    const full = await start({ settings: ['--maxmemory', '1', '--maxmemory-policy', 'noeviction'] })
    const lonely = await start({ settings: ['--min-replicas-to-write', '1'] })
    expect(await detailsAt(full.url)).toEqual(Array(2).fill('The memory of the store is full.'))
    const few = 'The store has too few replicas to accept writes.'
    expect(await detailsAt(lonely.url)).toEqual(Array(2).fill(few))
  })

  test('a Redis of another time is no store; one that is a little ahead forgets nothing too early', async () => {
    const redis = await start()
    for (const ahead of [-120_000, 120_000])
      await expect(openRedisStore(redis.url, clockAt(ahead))).rejects.toThrow('Set both clocks')
    const behind = clockAt(-30_000) // the Redis is ahead of us
    const [store, operator] = [await openRedisStore(redis.url, behind), new Redis(redis.url)]
    expect(await store.add('spent', 'id', '', behind.now() + 20_000)).toBe(true)
    expect(await store.add('spent', 'id', '', behind.now() + 20_000)).toBe(false)
    expect(await store.update('spent', 'id', '', 'x', behind.now() + 20_000)).toBe(true)
    expect(await operator.pttl('jwt-sandbox:"spent":"id"')).toBeLessThanOrEqual(20_100)
    operator.disconnect()
    await store.close()
  })

  test('closing does not wait for a Redis that is gone', async () => {
    const redis = await start()
    const store = await openRedisStore(redis.url, systemClock)
    await redis.kill()
    await expect(store.get('a', 'b')).rejects.toThrow(StoreUnavailable)
    await store.close()
    await expect(openRedisStore(redis.url, systemClock)).rejects.toThrow(
      /127\.0\.0\.1:\d+ cannot be opened: .*ECONNREFUSED/,
    )
  })

  test('it lets in who has the password; an error never shows one', async () => {
    const redis = await start({ settings: ['--requirepass', 'right&secret'] })
    const at = (credentials: string) => redis.url.replace('//', `//${credentials}@`)
    const store = await openRedisStore(at(':right%26secret'), systemClock, BOUND)
    expect(await store.add('a', 'k', 'v')).toBe(true)
    await store.close()
    for (const url of [redis.url, at(':wrong-secret'), at('nobody:wrong-secret')]) {
      const error = await openRedisStore(url, systemClock).catch((error: unknown) => error)
      expect(error).toBeInstanceOf(StoreUnavailable)
      expect(inspect(error, { depth: 9 })).not.toContain('wrong-secret')
    }
  })
})

const questions = (store: Awaited<ReturnType<typeof openRedisStore>>): Promise<unknown>[] => [
  store.get('a', 'k'),
  store.set('a', 'k', 'v'),
  store.add('a', 'k', 'v'),
  store.update('a', 'k', 'v', 'w'),
  store.delete('a', 'k'),
  store.list('a'),
]

const clockAt = (ahead: number) => ({ ...systemClock, now: () => systemClock.now() + ahead })

/** What callers are told of writes that this Redis does not take. */
async function detailsAt(url: string): Promise<string[]> {
  const store = await openRedisStore(url, systemClock)
  const writes = [store.set('a', 'k', 'v'), store.add('a', 'k', 'v', systemClock.now() + 60_000)]
  const results = await Promise.allSettled(writes)
  await store.close()
  return results.map((result) => (result.status === 'rejected' ? result.reason.detail : 'written'))
}
