import { expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { layeredSureTime } from './layered-time.ts'

const START = Date.parse('2026-01-01T00:00:00Z')
const YEAR = 365 * 86_400_000

test.each([YEAR, -YEAR])('a clock that was moved by %d is believed while it is, and has left nothing behind', (by) => {
  const machine = manualClock(START)
  const clock = manualClock(START)
  const layer = { isOn: false, generation: 0 }
  const sureNow = layeredSureTime(machine, clock, layer)
  expect(sureNow()).toBe(START)
  clock.set(START + by)
  layer.isOn = true
  expect(sureNow()).toBe(START + by)
  clock.advance({ seconds: 5 })
  expect(sureNow()).toBe(START + by + 5000)
  machine.advance({ seconds: 1 })
  layer.isOn = false
  layer.generation++
  expect(sureNow()).toBe(START + 1000)
})
