import { expect, test } from 'vitest'
import { waitingClock } from '#core/clock'
import { createGuessDelay } from './guess-delay.ts'

const SECOND = 1000

function setUp() {
  const clock = waitingClock(0)
  const guesses = createGuessDelay(clock, (id) => ['a', 'b'].includes(id))
  const wait = async (id: string) => {
    await guesses.wrong(id)
    return clock.waits.at(-1)
  }
  return { clock, wait }
}

test('the first wrong guess waits for 25 ms, each further one twice as long, up to a second', async () => {
  const { clock, wait } = setUp()
  for (let guess = 0; guess < 10; guess++) await wait('a')
  expect(clock.waits).toEqual([25, 50, 100, 200, 400, 800, SECOND, SECOND, SECOND, SECOND])
})

test('a minute without a mistake, from when the last one was made, and all is forgotten; not a millisecond earlier', async () => {
  const { clock, wait } = setUp()
  await wait('a') // waits for 25 of the milliseconds
  clock.advance({ milliseconds: 60 * SECOND - 25 - 1 })
  expect(await wait('a')).toBe(50)
  clock.advance({ milliseconds: 60 * SECOND - 50 })
  expect(await wait('a')).toBe(25)
})

test('setting the clock on the wall forgets nothing', async () => {
  const { clock, wait } = setUp()
  await wait('a')
  clock.set('2030-01-01T00:00:00Z')
  expect(await wait('a')).toBe(50)
})

test('clients have a count each, and all unknown names share one', async () => {
  const { wait } = setUp()
  expect(await wait('a')).toBe(25)
  expect(await wait('b')).toBe(25)
  expect(await wait('x')).toBe(25)
  expect(await wait('y')).toBe(50)
  expect(await wait('')).toBe(100)
  expect(await wait('a')).toBe(50)
})
