import { expect, test } from 'vitest'
import { isRingId } from './ring-id.ts'

test.each(['servicea', 'a', 'A-b_c.9', 'constructor', 'a..b', 'x'.repeat(64)])('"%s" names a key ring', (text) => {
  expect(isRingId(text)).toBe(true)
})

test.each([
  '',
  '.',
  '..',
  '.lock',
  'a/b',
  '../a',
  'a\\b',
  'a b',
  'a\n',
  'a\0',
  'ä',
  'a%2f',
  '__proto__',
  'x'.repeat(65),
  undefined,
  null,
  1,
  ['servicea'],
])('%j names none', (text) => {
  expect(isRingId(text)).toBe(false)
})
