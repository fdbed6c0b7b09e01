import { expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { createGuesses, MOST_WRONG } from './guesses.ts'

const START = '2026-02-03T10:00:00.000Z'

function guessWrongly(guesses: ReturnType<typeof createGuesses>, address: string, times: number): void {
  for (let each = 0; each < times; each++) {
    guesses.mayGuess(address)
    guesses.wasWrong(address)
  }
}

test('who was wrong too often waits a minute, and nobody else does', () => {
  const clock = manualClock(START)
  const guesses = createGuesses(clock)
  guessWrongly(guesses, '192.0.2.1', MOST_WRONG)
  expect(() => guesses.mayGuess('192.0.2.1')).toThrow(expect.objectContaining({ type: 'too-many-requests', headers: { 'retry-after': '60' } })) // prettier-ignore
  expect(() => guesses.mayGuess('::ffff:192.0.2.1')).toThrow(/too often/)
  guesses.mayGuess('192.0.2.2')
  clock.advance({ seconds: 60 })
  guesses.mayGuess('192.0.2.1')
})

test('wrong codes of long ago do not add up', () => {
  const clock = manualClock(START)
  const guesses = createGuesses(clock)
  for (let minute = 0; minute < 5; minute++) {
    guessWrongly(guesses, '192.0.2.1', MOST_WRONG - 1)
    clock.advance({ seconds: 61 })
  }
  guesses.mayGuess('192.0.2.1')
})

test.each([
  ['2001:db8::1', '2001:db8::ffff:2'],
  ['2001:db8:0:0:1::', '2001:db8::1:0:0:9'],
  ['fe80::1%eth0', 'fe80::2%eth0'],
])('%s and %s are one network, whose machine has as many addresses as it likes', (first, second) => {
  const guesses = createGuesses(manualClock(START))
  guessWrongly(guesses, first, MOST_WRONG)
  expect(() => guesses.mayGuess(second)).toThrow(/too often/)
  guesses.mayGuess('2001:db8:0:1::1')
})

test('ten thousand addresses take no more room than a thousand', () => {
  const guesses = createGuesses(manualClock(START))
  guessWrongly(guesses, '192.0.2.1', MOST_WRONG)
  for (let at = 0; at < 10_000; at++) guesses.wasWrong(`10.0.${at >> 8}.${at & 255}`)
  guesses.mayGuess('192.0.2.1') // it has made room
})
