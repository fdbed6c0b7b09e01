import { expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { parseInput } from '../http/input.ts'
import { createControlledClock } from './controlled-clock.ts'
import { clockSchema, moveClock } from './move-clock.ts'

const START = Date.parse('2026-01-01T00:00:00Z')
const DAY = 86_400_000

function open() {
  const machine = manualClock(START)
  const clock = createControlledClock(machine)
  return { machine, clock, move: (change: object) => moveClock(clock, parseInput(clockSchema, change)) }
}

test.each<[object, number]>([
  [{ set: '2030-01-31T12:00:00Z' }, Date.parse('2030-01-31T12:00:00Z')],
  [{ set: '2030-01-31T13:00:00+01:00' }, Date.parse('2030-01-31T12:00:00Z')],
  [{ set: '2030-01-31' }, Date.parse('2030-01-31T00:00:00Z')],
  [{ set: '2028-02-29' }, Date.parse('2028-02-29T00:00:00Z')],
  [{ set: '2030-01-31T00:30:00+01:00' }, Date.parse('2030-01-30T23:30:00Z')],
  [{ set: 1_900_000_000 }, 1_900_000_000_000],
  [{ set: 0 }, 0],
  [{ advance: '1d' }, START + DAY],
  [{ advance: 90 }, START + 90_000],
  [{ advance: 0 }, START],
  [{ skew: '-1h' }, START - 3_600_000],
  [{ freeze: true }, START],
  [{ speed: 60 }, START],
])('%j moves it there', async (change, now) => {
  const { clock, move } = open()
  await move(change)
  expect(clock.now()).toBe(now)
  expect(clock.isMoved()).toBe(true)
})

test('back it is that of the machine again, however it was moved', async () => {
  const { clock, move } = open()
  for (const change of [{ advance: '1d' }, { skew: '-1h' }, { speed: 60 }, { freeze: true }]) await move(change)
  await move({ machine: true })
  expect([clock.isMoved(), clock.now()]).toEqual([false, START])
})

test('only an advance says what came due', async () => {
  const { move } = open()
  expect(await move({ advance: '1h' })).toEqual({ tasks: 0, isCut: false })
  expect(await move({ freeze: true })).toBeUndefined()
})

test('a frozen clock goes on again, at the speed that is asked for', async () => {
  const { clock, move } = open()
  await move({ freeze: true })
  expect(clock.state().speed).toBe(0)
  await move({ freeze: false })
  expect(clock.state().speed).toBe(1)
})

test.each<[object, RegExp]>([
  [{}, /: it has to have exactly one of set, advance, freeze, speed, skew/],
  [{ at: 5 }, /has to have exactly one of/],
  [{ advance: 1, skew: 1 }, /has to have exactly one of/],
  [{ advnce: 1 }, /: "advnce" is not known here: did you mean "advance"\? There are: [^;]*$/],
  [{ advance: '-1d' }, /goes forward only/],
  [{ advance: '101y' }, /at most 100 years/],
  [{ skew: '-101y' }, /is more than 100 years/],
  [{ speed: 0 }, /speed: /],
  [{ speed: 10_001 }, /speed: /],
  [{ freeze: 'yes' }, /freeze: /],
  [{ set: 'tomorrow 5' }, /"tomorrow 5" is no time from 1970 to 9999: write 2030-01-31T12:00:00Z/],
  [{ set: '1' }, /is no time/],
  [{ set: '2030-01-31T12:00:00' }, /is no time/],
  [{ set: '2030-02-31T12:00:00Z+' }, /is no time/],
  [{ set: '2026-02-30' }, /"2026-02-30" is no time/],
  [{ set: '2026-02-29T12:00:00Z' }, /is no time/],
  [{ set: '2026-04-31T12:00:00+01:00' }, /is no time/],
  [{ set: '2026-13-01' }, /is no time/],
  [{ set: '2026-01-01T24:00:00Z' }, /is no time/],
  [{ set: '1969-12-31T23:59:59Z' }, /is no time/],
  [{ set: -1 }, /is no time/],
  [{ set: 253_402_300_800 }, /is no time/],
  [{ set: null }, /is no time/],
  [{ later: 1 }, /later/],
])('%j is refused', (change, message) => {
  expect(() => parseInput(clockSchema, change)).toThrow(message)
})

test('no number of steps leads out of the years that can be written', async () => {
  const { clock, move } = open()
  await move({ set: '9999-06-01' })
  await expect(move({ advance: '1y' })).rejects.toThrow(/would leave the years 1970 to 9999/)
  await expect(move({ skew: '1y' })).rejects.toThrow(/would leave/)
  await move({ set: '1970-06-01' })
  await move({ skew: '-1d' })
  await move({ skew: '-2d' }) // in place of the day
  await expect(move({ skew: '-1y' })).rejects.toThrow(/would leave/)
  expect(clock.now()).toBe(Date.parse('1970-05-30T00:00:00Z'))
})

test('a clock that has run out of those years is brought back, and can be stopped there', async () => {
  const { machine, clock, move } = open()
  await move({ set: '9999-12-31T23:59:59Z' })
  machine.advance({ days: 1 })
  expect(clock.now()).toBeGreaterThan(Date.parse('9999-12-31T23:59:59Z'))
  await expect(move({ advance: 0 })).rejects.toThrow(/would leave/)
  await move({ freeze: true })
  await move({ speed: 2 })
  await move({ skew: '-1y' })
  expect(new Date(clock.now()).toISOString()).toMatch(/^9999-01-01/)
  await move({ set: '2030-01-01' })
  expect(clock.now()).toBe(Date.parse('2030-01-01T00:00:00Z'))
})
