import { expect, test } from 'vitest'
import { agoText, spanText } from './time-text.ts'

test.each([
  [0, 'just now'],
  [-40, 'just now'],
  [499, 'just now'],
  [1000, '1 s ago'],
  [90_000, '90 s ago'],
  [7_200_000, '2 h ago'],
])('%i ms ago, for people: %s', (milliseconds, words) => expect(agoText(milliseconds)).toBe(words))

test('a span has one unit: the largest of which there are two', () => {
  expect([0, 119_000, 120_000, 7_200_000, 172_800_000].map(spanText)).toEqual([
    '0 s',
    '119 s',
    '2 min',
    '2 h',
    '2 days',
  ])
})
