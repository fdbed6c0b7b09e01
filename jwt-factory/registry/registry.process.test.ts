import { afterAll, beforeAll } from 'vitest'
import { systemClock } from '#core/clock'
import { openRedisStore } from '#core/store/redis-store'
import { startRedis, withRedis, type RedisServer } from '../../tests/support/redis.ts'
import { registryContract } from './registry.contract.ts'

/** Much more than the store waits, less than for ever: it is not cut short because the machine is slow. Milliseconds. */
const LONG = 60_000

withRedis.describe('with Redis', () => {
  let redis: RedisServer
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())
  const open = () => openRedisStore(redis.url, systemClock, LONG)

  registryContract('Redis', async () => ({ stores: [await open(), await open()], clock: systemClock }))
})
