import { expect, test } from 'vitest'
import { wordsInBox } from './party-words.ts'

test.each([
  ['down', 190, false, 'down'],
  ['no answer · 1 fault', 190, false, 'no answer · 1 fault'],
  ['a-fault-with-a-long-name-for-us, 1 client changed', 190, false, 'a-fault-with-a-long…'],
  ['looking for it …', 120, true, 'looking for it …'],
  ['provider-outage, flaky', 120, true, 'provider-outage…'],
])('a box says as much as it has room for: %s', (words, width, isNarrow, shown) => {
  expect(wordsInBox(words, width, isNarrow)).toBe(shown)
})
