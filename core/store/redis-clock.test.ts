import { expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { createRedisClock, MOST_APART } from './redis-clock.ts'

const SECOND = 1000

/** A Redis whose clock is so many milliseconds ahead, and how often it was asked. */
function setUp(start = 0) {
  const clock = manualClock('2026-11-26T12:00:00Z')
  const redis = { ahead: start, asked: 0 }
  const time = createRedisClock(async () => {
    redis.asked++
    const now = clock.now() + redis.ahead
    return [String(Math.floor(now / SECOND)), String((now % SECOND) * 1000)]
  }, clock)
  const beSure = async () => void (time.isSure() || (await time.compare()))
  return { clock, redis, time, beSure }
}

test.each([0, 30_000, -30_000, MOST_APART, -MOST_APART])(
  'a time of ours is told as the Redis will read it when it is %d ms ahead',
  async (ahead) => {
    const { clock, time, beSure } = setUp(ahead)
    await beSure()
    expect(time.toRedis(clock.now())).toBe(clock.now() + ahead)
  },
)

test.each([MOST_APART + 1, -MOST_APART - 1, NaN])(
  'clocks that are too far apart (%d ms) decide nothing',
  async (ahead) => {
    const { redis, beSure } = setUp(ahead)
    await expect(beSure()).rejects.toThrow('Set both clocks')
    redis.ahead = 0
    await beSure() // it is asked again at once
  },
)

test('they are compared now and then, once for all who want to know', async () => {
  const { clock, redis, beSure } = setUp()
  await Promise.all([beSure(), beSure(), beSure()])
  clock.advance({ milliseconds: 9999 })
  await beSure()
  expect(redis.asked).toBe(1)
  redis.ahead = 120_000
  clock.advance({ milliseconds: 1 })
  await expect(beSure()).rejects.toThrow('120 s ahead of that of this machine')
})

test('a clock of ours that somebody sets is noticed too', async () => {
  const { clock, redis, beSure } = setUp()
  await beSure()
  clock.set(clock.now() + 3_600_000)
  redis.ahead = -3_600_000
  clock.advance({ seconds: 10 })
  await expect(beSure()).rejects.toThrow('3600 s behind that of this machine')
})
