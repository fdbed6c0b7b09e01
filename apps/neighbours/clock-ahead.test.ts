import { expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { createControl } from '#core/control/control'
import { createClockAhead, LONGEST_AHEAD } from './clock-ahead.ts'

const START = Date.parse('2026-11-27T12:00:00Z')
const MINUTE = 60_000

function open() {
  const machine = manualClock(START)
  const control = createControl({ machine, isOn: true })
  return { machine, control, clock: control.clock, ahead: createClockAhead({ control, machine }) }
}

test('what several plays want adds up, and each takes back its own part, whoever is first', async () => {
  const { clock, ahead } = open()
  const first = await ahead.move(MINUTE)
  const second = await ahead.move(2 * MINUTE)
  expect(clock.now()).toBe(START + 3 * MINUTE)
  expect(ahead.back(first)).toBe(true)
  expect([clock.now(), ahead.back(first)]).toEqual([START + 2 * MINUTE, false])
  ahead.back(second)
  expect([clock.now(), clock.isMoved()]).toEqual([START, false])
})

test('whoever is gone does not leave the clock ahead', async () => {
  const { machine, clock, ahead } = open()
  const id = await ahead.move(MINUTE)
  machine.advance({ milliseconds: LONGEST_AHEAD })
  expect([clock.now(), clock.isMoved()]).toEqual([machine.now(), false])
  expect(ahead.back(id)).toBe(false)
})

test('a reset takes back all, and nothing is taken back twice', async () => {
  const { machine, control, clock, ahead } = open()
  const id = await ahead.move(MINUTE)
  await control.reset()
  expect([clock.now(), ahead.back(id)]).toEqual([START, false])
  machine.advance({ milliseconds: 2 * LONGEST_AHEAD })
  expect(clock.now()).toBe(machine.now())
})

test('a reset while time passes takes that back, too', async () => {
  const { control, clock, ahead } = open()
  const moving = ahead.move(MINUTE)
  await control.reset()
  expect([ahead.back(await moving), clock.now()]).toEqual([false, START])
})

test('there is an end to how many have it ahead at once', async () => {
  const { ahead } = open()
  const all = await Promise.allSettled(Array.from({ length: 20 }, () => ahead.move(MINUTE)))
  expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(16)
})
