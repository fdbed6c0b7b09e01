import { expect, test } from 'vitest'
import { hasMoreStructure } from './structure.ts'

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
