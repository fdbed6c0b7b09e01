import { expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { createServerClock, MOST_APART } from './server-clock.ts'

/** A server whose clock is so many milliseconds ahead, and how often it was asked. */
function setUp(start = 0) {
  const clock = manualClock('2026-11-26T12:00:00Z')
  const server = { ahead: start, asked: 0 }
  const time = createServerClock(async () => {
    server.asked++
    return clock.now() + server.ahead
  }, clock)
  const beSure = async () => void (time.isSure() || (await time.compare()))
  return { clock, server, time, beSure }
}

test.each([0, 30_000, -30_000, MOST_APART, -MOST_APART])(
  'a time of ours is told as the server will read it when it is %d ms ahead',
  async (ahead) => {
    const { clock, time, beSure } = setUp(ahead)
    await beSure()
    expect(time.toServer(clock.now())).toBe(clock.now() + ahead)
  },
)

test.each([MOST_APART + 1, -MOST_APART - 1, NaN])(
  'clocks that are too far apart (%d ms) decide nothing',
  async (ahead) => {
    const { server, beSure } = setUp(ahead)
    await expect(beSure()).rejects.toThrow('Set both clocks')
    server.ahead = 0
    await beSure() // it is asked again at once
  },
)

test('they are compared now and then, once for all who want to know', async () => {
  const { clock, server, beSure } = setUp()
  await Promise.all([beSure(), beSure(), beSure()])
  clock.advance({ milliseconds: 9999 })
  await beSure()
  expect(server.asked).toBe(1)
  server.ahead = 120_000
  clock.advance({ milliseconds: 1 })
  await expect(beSure()).rejects.toThrow('120 s ahead of that of this machine')
})

test('a clock of ours that somebody sets is noticed too', async () => {
  const { clock, server, beSure } = setUp()
  await beSure()
  clock.set(clock.now() + 3_600_000)
  server.ahead = -3_600_000
  clock.advance({ seconds: 10 })
  await expect(beSure()).rejects.toThrow('3600 s behind that of this machine')
})
