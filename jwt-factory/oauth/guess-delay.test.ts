import { expect, test } from 'vitest'
import { manualClock, waitingClock } from '#core/clock'
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

/** Guesses that wait until the clock is moved. */
function setUpWaiting(clients: string[]) {
  const clock = manualClock(0)
  const guesses = createGuessDelay(clock, (id) => clients.includes(id))
  const guess = (id: string, times: number) => Array.from({ length: times }, () => guesses.wrong(id))
  return { clock, guesses, guess }
}

test('eight wrong guesses at a client wait at once; until they are answered there is no further one', async () => {
  const { clock, guesses, guess } = setUpWaiting(['a', 'b'])
  guess('a', 7)
  expect(guesses.isFull('a')).toBe(false)
  const eighth = guess('a', 1)
  expect(guesses.isFull('a')).toBe(true)
  expect([guesses.isFull('b'), guesses.isFull('x')]).toEqual([false, false])
  clock.advance({ milliseconds: SECOND })
  await Promise.all(eighth)
  expect(guesses.isFull('a')).toBe(false)
})

test('unknown names wait in one line', () => {
  const { guesses, guess } = setUpWaiting(['a'])
  guess('x', 4)
  guess('y', 4)
  expect([guesses.isFull('z'), guesses.isFull('a')]).toEqual([true, false])
})

test('64 wait at all clients together; a client that nobody guesses at always gets in, and may be wrong once', () => {
  const clients = Array.from({ length: 12 }, (_, index) => `client ${index}`)
  const { guesses, guess } = setUpWaiting(clients)
  for (const id of clients.slice(0, 9)) guess(id, 7)
  expect(guesses.isFull('client 0')).toBe(false)
  guess('client 9', 1) // the 64th
  expect(guesses.isFull('client 0')).toBe(true)
  expect([guesses.isFull('client 9'), guesses.isFull('client 10')]).toEqual([true, false])
  guess('client 10', 1)
  expect([guesses.isFull('client 10'), guesses.isFull('client 11')]).toEqual([true, false])
})
