import { describe, expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { createMemoryStore } from '#core/store/memory-store'
import type { Store } from '#core/store/store'
import { sureTime } from '#core/store/sure-time'
import { createClientShares } from './client-shares.ts'
import { readHeld, roundedEnd } from './held-bytes.ts'

const START = '2026-11-27T12:00:00Z'
const ROOM = 100_000

const sharesOn = (store: Store, clock: ReturnType<typeof manualClock>) =>
  createClientShares({ store, clock, sureNow: sureTime(clock), roomBytes: () => ROOM })

/** Takes room in one name until there is none. @returns the bytes */
async function fill(shares: ReturnType<typeof sharesOn>, clientId: string, until: number, bytes = 200) {
  for (let taken = 0; taken < 10 * ROOM; taken += bytes) {
    const isTaken = await shares
      .roomFor(clientId)({ bytes, until })
      .then(
        () => true,
        (error: unknown) => {
          expect(error).toMatchObject({ code: 'temporarily_unavailable', status: 429 })
          return false
        },
      )
    if (!isTaken) return taken
  }
  return expect.fail('there is no end to it')
}

function open() {
  const clock = manualClock(START)
  const store = createMemoryStore(clock)
  return { clock, store, shares: sharesOn(store, clock), until: clock.now() + 3_600_000 }
}

describe('a client may hold as much as is free', () => {
  test('one alone half of the room, the next one half of what is left, and who comes last finds some', async () => {
    const { shares, until } = open()
    const taken = []
    for (let at = 0; at < 6; at++) taken.push(await fill(shares, `client${at}`, until))
    expect(taken[0]).toBeGreaterThan(0.48 * ROOM)
    expect(taken[0]).toBeLessThanOrEqual(0.5 * ROOM)
    expect(taken[1]).toBeGreaterThan(0.24 * ROOM)
    await shares.roomFor('last')({ bytes: 200, until })
    expect(taken.reduce((sum, each) => sum + each)).toBeLessThan(ROOM)
  })

  test('many at once take no more', async () => {
    const { shares, until } = open()
    const all = Array.from({ length: 1000 }, () => shares.roomFor('one')({ bytes: 200, until }))
    const taken = (await Promise.allSettled(all)).filter(({ status }) => status === 'fulfilled')
    expect(taken.length * 200).toBeGreaterThan(0.48 * ROOM)
    expect(taken.length * 200).toBeLessThanOrEqual(0.5 * ROOM)
  })

  test('other factories on the store, and this one after a restart, go by what it holds', async () => {
    const { clock, store, shares, until } = open()
    await fill(shares, 'one', until)
    const other = sharesOn(store, clock)
    expect(await fill(other, 'one', until)).toBeLessThan(0.02 * ROOM)
    expect(await fill(other, 'two', until)).toBeGreaterThan(0.24 * ROOM)
  })

  test('there is room again when Retry-After says so, and not when a clock leaps ahead for a while', async () => {
    const { clock, shares, until } = open()
    await fill(shares, 'one', until)
    clock.set(clock.now() + 10 * 3_600_000)
    await expect(shares.roomFor('one')({ bytes: 3000, until: clock.now() + 1 })).rejects.toThrow(/There is room again/)
    clock.set(START)
    const refused = await shares
      .roomFor('one')({ bytes: 3000, until })
      .catch((error: unknown) => error)
    const { headers, message } = refused as { headers: Record<string, string>; message: string } // by the line above
    const seconds = Number(headers['retry-after'])
    expect(message).toContain(`room again in ${seconds} s`)
    expect(seconds).toBeGreaterThanOrEqual(3600)
    expect(seconds).toBeLessThan(3600 * (1 + 1 / 8))
    for (let at = 0; at < seconds; at += 60) clock.advance({ seconds: 60 })
    expect(await fill(shares, 'one', clock.now() + 3_600_000)).toBeGreaterThan(0.48 * ROOM)
  })
})

test.each([60, 660, 3900, 86_400, 31_536_000])('ends of all times up to %i s are few, and none is too soon', (life) => {
  const now = Date.parse(START)
  const ends = new Set<number>()
  for (let at = 0; at <= 2000; at++) {
    const until = now + (life * 1000 * at) / 2000
    const end = roundedEnd(until, now)
    expect(end).toBeGreaterThanOrEqual(until)
    expect(end - until).toBeLessThan(Math.max(60_000, (until - now) / 8))
    ends.add(end)
  }
  expect(ends.size).toBeLessThan(200)
})

test.each(['', undefined, '1000:5'])('what is over, or was never written, is not held: %j', (text) => {
  expect(readHeld(text, 1000)).toEqual(new Map())
})
