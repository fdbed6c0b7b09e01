import { expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { createControlledClock } from './controlled-clock.ts'
import { clockStep, sayClock } from './say-clock.ts'

const open = () => createControlledClock(manualClock('2026-01-01T00:00:00Z'))

test('there is nothing to say of the clock of the machine', () => {
  const clock = open()
  expect(sayClock(clock.state())).toEqual([])
  expect(clockStep(clock)).toBeUndefined()
})

test.each<[string, (clock: ReturnType<typeof open>) => unknown, string]>([
  ['ahead', (clock) => clock.advance(86_400_000), 'the clock says 2026-01-02T00:00:00.000Z: 1 day ahead'],
  ['behind', (clock) => clock.skew(-3_600_000), 'the clock says 2025-12-31T23:00:00.000Z: 1 h behind'],
  ['frozen', (clock) => clock.freeze(), 'the clock says 2026-01-01T00:00:00.000Z: about right, and it is frozen'],
  [
    'fast',
    (clock) => clock.speed(60),
    'the clock says 2026-01-01T00:00:00.000Z: about right, and it runs 60 times as fast',
  ],
])('one that is %s is said to be so, also in a trace', async (_what, move, sentence) => {
  const clock = open()
  await move(clock)
  expect(sayClock(clock.state())).toEqual([sentence])
  expect(clockStep(clock)?.what).toBe(`a clock that was moved: ${sentence}`)
})
