import { expect, test } from 'vitest'
import { hasMoreLevels, hasMoreStructure } from './structure.ts'

test.each([
  ['{"a":[1,2]}', 6],
  ['[[],[],{}]', 10],
  ['["[]{}:,", "\\"[]", "\\\\", 1]', 5],
  ['"a', 0],
  ['"\\', 0],
  ['', 0],
])('%j has %d structural characters', (text, count) => {
  expect(hasMoreStructure(text, count)).toBe(false)
  if (count > 0) expect(hasMoreStructure(text, count - 1)).toBe(true)
})

test.each([
  ['{"a":[1,2]}', 2],
  ['[[],[],{}]', 2],
  ['["[[[{{{", "\\"[]", "\\\\", 1]', 1],
  ['"[', 0],
  ['', 0],
])('%j has %d levels', (text, count) => {
  expect(hasMoreLevels(text, count)).toBe(false)
  if (count > 0) expect(hasMoreLevels(text, count - 1)).toBe(true)
})
