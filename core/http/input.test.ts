import { expect, test } from 'vitest'
import { isYes, queryText } from './input.ts'

test.each(['1', 'true', 'TRUE', 'yes', 'x', '00', 'nope', ' ', ['1', '0']])('%j means yes', (value) => {
  expect(isYes(value)).toBe(true)
})

test.each([undefined, '', '0', 'false', 'False', 'no', 'NO', [], ['0', '1'], {}, null, 1])('%j means no', (value) => {
  expect(isYes(value)).toBe(false)
})

test('of several values the first counts', () => {
  expect(queryText(['a', 'b'])).toBe('a')
})

test('what is no text is nothing', () => {
  for (const value of [undefined, 7, {}, [], [7]]) expect(queryText(value)).toBeUndefined()
})
