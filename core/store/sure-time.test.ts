import { expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { sureTime } from './sure-time.ts'

const START = Date.parse('2026-01-01T00:00:00Z')
const HOUR = 3_600_000

function setUp() {
  const clock = manualClock(START)
  return { clock, time: sureTime(clock) }
}

test('goes on as time does', () => {
  const { clock, time } = setUp()
  clock.advance({ hours: 1 })
  expect(time()).toBe(START + HOUR)
})

test('does not follow a clock that leaps ahead, until it has stood there for a day', () => {
  const { clock, time } = setUp()
  clock.set(START + 1000 * HOUR)
  expect(time()).toBe(START)
  clock.advance({ milliseconds: 24 * HOUR - 1 })
  expect(time()).toBe(START + 24 * HOUR - 1)
  clock.advance({ milliseconds: 1 })
  expect(time()).toBe(START + 1024 * HOUR)
})

test('a day in which the clock was set back in between is none', () => {
  const { clock, time } = setUp()
  clock.set(START + 1000 * HOUR)
  time()
  clock.advance({ hours: 23 })
  clock.set(START + 23 * HOUR)
  time()
  clock.set(START + 1000 * HOUR)
  time()
  clock.advance({ hours: 23 })
  expect(time()).toBe(START + 46 * HOUR)
})

test('begins where it is told to, and follows the clock after a day', () => {
  const clock = manualClock(START)
  clock.advance({ hours: 5 })
  const time = sureTime(clock, { from: START - 1000 * HOUR })
  expect(time()).toBe(START - 1000 * HOUR)
  clock.advance({ hours: 23 })
  expect(time()).toBe(START - 977 * HOUR)
  clock.advance({ hours: 1 })
  expect(time()).toBe(START + 29 * HOUR)
})

test('a clock that somebody moves may be moved on as far as they like, for a day of the machine', () => {
  const [clock, machine] = [manualClock(START), manualClock(0)]
  const time = sureTime(clock, { machine })
  clock.advance({ hours: 1000 })
  expect(time()).toBe(START)
  machine.advance({ milliseconds: 24 * HOUR - 1 })
  expect(time()).toBe(START + 24 * HOUR - 1)
  clock.set(START + HOUR)
  expect(time()).toBe(START + HOUR)
})

test('follows a clock that is set back at once', () => {
  const { clock, time } = setUp()
  clock.set(START - HOUR)
  expect(time()).toBe(START - HOUR)
})
