import { expect, test } from 'vitest'
import { manualClock, waitingClock, type Clock } from '#core/clock'
import { createGuessDelay } from './guess-delay.ts'

const SECOND = 1000

/** With this one, the names below have rooms of their own, but for `y`, which shares that of `a`. */
const KEY = Buffer.from('a key that puts names into rooms')

function setUp() {
  const clock = waitingClock(0)
  const guesses = createGuessDelay(clock, KEY)
  const wait = async (id: string) => {
    await guesses.wrong(id)
    return clock.waits.at(-1)
  }
  return { clock, wait, guesses }
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

test('at a reset all is forgotten', async () => {
  const { wait, guesses } = setUp()
  for (let guess = 0; guess < 10; guess++) await wait('a')
  guesses.forget()
  expect(await wait('a')).toBe(25)
})

test('setting the clock on the wall forgets nothing', async () => {
  const { clock, wait } = setUp()
  await wait('a')
  clock.set('2030-01-01T00:00:00Z')
  expect(await wait('a')).toBe(50)
})

test('names in different rooms have a count each', async () => {
  const { wait } = setUp()
  for (const id of ['a', 'b', '']) expect(await wait(id)).toBe(25)
  expect(await wait('a')).toBe(50)
})

/** Guesses that wait until the clock is moved. */
function setUpWaiting(guessesBy = (clock: Clock) => createGuessDelay(clock, KEY)) {
  const clock = manualClock(0)
  const guesses = guessesBy(clock)
  const guess = (id: string, times: number) => Array.from({ length: times }, () => guesses.wrong(id))
  return { clock, guesses, guess }
}

test('eight wrong guesses at a client wait at once; until they are answered there is no further one', async () => {
  const { clock, guesses, guess } = setUpWaiting()
  guess('a', 7)
  expect(guesses.isFull('a')).toBe(false)
  const eighth = guess('a', 1)
  expect(guesses.isFull('a')).toBe(true)
  expect([guesses.isFull('b'), guesses.isFull('x')]).toEqual([false, false])
  clock.advance({ milliseconds: SECOND })
  await Promise.all(eighth)
  expect(guesses.isFull('a')).toBe(false)
})

test('names in one room wait in one line, whoever they are', async () => {
  const { guesses, guess } = setUpWaiting()
  guess('a', 4)
  guess('y', 4)
  expect(['a', 'y', 'b'].map((id) => guesses.isFull(id))).toEqual([true, true, false])
})

test('however many names are tried, a few rooms have them all', () => {
  const { guesses } = setUpWaiting(createGuessDelay)
  let waiting = 0
  for (let name = 0; name < 10_000; name++) {
    if (guesses.isFull(`name ${name}`)) continue
    void guesses.wrong(`name ${name}`)
    waiting++
  }
  expect(waiting).toBeGreaterThanOrEqual(64)
  expect(waiting).toBeLessThan(64 + 64)
})

test('when all rooms are full, nobody can tell who is a client: every name is told the same', () => {
  const { guesses, guess } = setUpWaiting(createGuessDelay)
  for (let name = 0; name < 10_000; name++) if (!guesses.isFull(`name ${name}`)) guess(`name ${name}`, 1)
  expect(['servicea', 'nobody', ''].map((id) => guesses.isFull(id))).toEqual([true, true, true])
})

test('which names share a room is known to nobody: it is another one each time', () => {
  expect(togetherWithA()).not.toBe(togetherWithA())
})

function togetherWithA(): string {
  const { guesses, guess } = setUpWaiting(createGuessDelay)
  guess('a', 8)
  return Array.from({ length: 200 }, (_, name) => guesses.isFull(`name ${name}`)).join()
}

test('64 wait of all together; a name at which nobody guesses always gets in, and may be wrong once', () => {
  const clients = Array.from({ length: 12 }, (_, index) => `client ${index}`)
  const { guesses, guess } = setUpWaiting()
  for (const id of clients.slice(0, 9)) guess(id, 7)
  expect(guesses.isFull('client 0')).toBe(false)
  guess('client 9', 1) // the 64th
  expect(guesses.isFull('client 0')).toBe(true)
  expect([guesses.isFull('client 9'), guesses.isFull('client 10')]).toEqual([true, false])
  guess('client 10', 1)
  expect([guesses.isFull('client 10'), guesses.isFull('client 11')]).toEqual([true, false])
})
