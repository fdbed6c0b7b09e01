import { expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { createSlots } from './slots.ts'

const [ada, bob, eve] = [{}, {}, {}]

function openSlots(most: number) {
  const clock = manualClock('2026-02-03T10:00:00.000Z')
  return { clock, slots: createSlots({ most, words: 'Come again.', clock }) }
}

test('there are so many and no more, and to give one back twice gives back one', () => {
  const { slots } = openSlots(2)
  const leave = slots.take(ada)
  slots.take(bob)
  expect(() => slots.take(eve)).toThrow('Come again.')
  leave()
  leave()
  slots.take(eve)
  expect(() => slots.take(ada)).toThrow('Come again.')
})

test('who has just had one waits behind who was told to come again', () => {
  const { slots } = openSlots(1)
  const leave = slots.take(eve)
  expect(() => slots.take(ada)).toThrow('Come again.')
  leave()
  expect(() => slots.take(eve)).toThrow('Come again.')
  slots.take(ada)()
  slots.take(eve)
})

test('it is not kept for long for who does not come', () => {
  const { slots, clock } = openSlots(1)
  const leave = slots.take(eve)
  expect(() => slots.take(ada)).toThrow('Come again.')
  leave()
  clock.advance({ seconds: 20 })
  slots.take(eve)
})
