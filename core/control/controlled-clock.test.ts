import { expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { createControlledClock } from './controlled-clock.ts'

const START = Date.parse('2026-01-01T00:00:00Z')
const DAY = 86_400_000
const YEAR = 365 * DAY

function open() {
  const machine = manualClock(START)
  return { machine, clock: createControlledClock(machine) }
}

test('unless it is moved it is the clock of the machine, also when that is corrected', () => {
  const { machine, clock } = open()
  machine.advance({ seconds: 5 })
  machine.set(START + 1)
  expect(clock.now()).toBe(START + 1)
  expect(clock.monotonic()).toBe(machine.monotonic())
  expect(clock.state()).toEqual({ isMoved: false, now: START + 1, ahead: 0, speed: 1, skew: 0 })
})

test.each([
  ['set', (clock: ReturnType<typeof open>['clock']) => clock.set(START + YEAR), YEAR],
  ['set back', (clock: ReturnType<typeof open>['clock']) => clock.set(START - YEAR), -YEAR],
  ['skew', (clock: ReturnType<typeof open>['clock']) => clock.skew(-DAY), -DAY],
])('%s moves the time of day alone, and it goes on', (_name, move, by) => {
  const { machine, clock } = open()
  machine.advance({ seconds: 1 })
  const before = clock.monotonic()
  move(clock)
  expect(clock.monotonic()).toBe(before)
  const at = clock.now()
  expect(at).toBe(START + by + (by === -DAY ? 1000 : 0))
  machine.advance({ seconds: 1 })
  expect(clock.now() - at).toBe(1000)
  expect(clock.monotonic() - before).toBe(1000)
})

test('a skew is what it is, however often it is said', () => {
  const { clock } = open()
  clock.skew(DAY)
  clock.skew(DAY)
  expect(clock.now()).toBe(START + DAY)
  clock.skew(0)
  expect(clock.now()).toBe(START)
})

test('a frozen clock stands, and goes on where it stood', () => {
  const { machine, clock } = open()
  clock.freeze()
  machine.advance({ days: 1 })
  expect([clock.now(), clock.monotonic()]).toEqual([START, 0])
  clock.speed(1)
  machine.advance({ seconds: 1 })
  expect([clock.now(), clock.monotonic()]).toEqual([START + 1000, 1000])
})

test('a fast clock runs so many times as fast', () => {
  const { machine, clock } = open()
  clock.speed(60)
  machine.advance({ minutes: 1 })
  expect([clock.now(), clock.monotonic()]).toEqual([START + 3_600_000, 3_600_000])
  clock.speed(0.5)
  machine.advance({ seconds: 2 })
  expect(clock.monotonic()).toBe(3_601_000)
})

test('advance moves both times', async () => {
  const { clock } = open()
  expect(await clock.advance(DAY)).toEqual({ tasks: 0, isCut: false })
  expect([clock.now(), clock.monotonic()]).toEqual([START + DAY, DAY])
})

test('clocks that are told late of the same moment agree', () => {
  const machine = manualClock(START)
  const [one, two] = [createControlledClock(machine), createControlledClock(machine)]
  const both = () => [one.now() - START, two.now() - START]
  one.set(START + DAY, START)
  machine.advance({ milliseconds: 40 })
  two.set(START + DAY, START)
  expect(both()).toEqual([DAY + 40, DAY + 40])
  const at = machine.now()
  one.freeze(at)
  machine.advance({ milliseconds: 40 })
  two.freeze(at)
  expect(both()).toEqual([DAY + 40, DAY + 40])
  one.speed(60, machine.now())
  machine.advance({ milliseconds: 40 })
  two.speed(60, machine.now() - 40)
  expect(both()).toEqual([DAY + 2440, DAY + 2440])
})

test('the time that goes by while somebody looks makes no clock wrong', async () => {
  let ticks = 0
  const clock = createControlledClock({ ...manualClock(START), now: () => START + ticks++ })
  for (let move = 0; move < 5; move++) await clock.advance(DAY)
  expect(clock.state().ahead).toBe(5 * DAY)
})

test('a thousand steps make no clock wrong: one that had much to do agrees with one that had nothing', async () => {
  let elapsed = 0.3
  const machine = { ...manualClock(START), monotonic: () => (elapsed += 0.07) }
  const [busy, idle] = [createControlledClock(machine), createControlledClock(machine)]
  busy.every(
    1000,
    () => {},
    () => 600_000.4,
  )
  for (const clock of [busy, idle]) await clock.advance(7 * DAY)
  expect([busy.state().ahead, idle.state().ahead]).toEqual([7 * DAY, 7 * DAY])
})

test('reset goes back to the time of day of the machine; what was measured goes on', async () => {
  const { machine, clock } = open()
  await clock.advance(YEAR)
  clock.skew(-5)
  clock.speed(100)
  clock.reset()
  expect(clock.state()).toEqual({ isMoved: false, now: START, ahead: 0, speed: 1, skew: 0 })
  expect(clock.monotonic()).toBe(YEAR)
  machine.advance({ seconds: 1 })
  expect([clock.now(), clock.monotonic()]).toEqual([START + 1000, YEAR + 1000])
})

test('a reset ends an advance at work, and one that waits for it does nothing', async () => {
  const { clock } = open()
  let ticks = 0
  clock.every(
    1000,
    () => {
      if (++ticks === 2) clock.reset()
    },
    () => 0,
  )
  const [first, second] = await Promise.all([clock.advance(DAY), clock.advance(DAY)])
  expect(first).toEqual({ tasks: 2, isCut: true })
  expect(second).toEqual({ tasks: 0, isCut: true })
  expect(clock.isMoved()).toBe(false)
  expect(clock.now()).toBe(START)
})
