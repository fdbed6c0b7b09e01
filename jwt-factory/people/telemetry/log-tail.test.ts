import { expect, test } from 'vitest'
import { createLogTail, LONGEST_TAIL } from './log-tail.ts'

test('the last lines are kept whole, and no more bytes of them than there is room for', () => {
  const tail = createLogTail(20)
  for (const line of ['one\n', 'two öö\n', 'three\n', 'four\n']) tail.add(line)
  expect(tail.text()).toBe('two öö\nthree\nfour\n')
  const full = createLogTail()
  for (let at = 0; at < 1000; at++) full.add(`line ${at} ${'ö'.repeat(at % 90)}\n`)
  expect(Buffer.byteLength(full.text())).toBeLessThanOrEqual(LONGEST_TAIL)
  expect(
    full
      .text()
      .split('\n')
      .every((line) => line === '' || /^line \d+ ö*$/.test(line)),
  ).toBe(true)
})

test('a line that is longer than all is cut, and not within a letter', () => {
  const tail = createLogTail(20)
  tail.add('before\n')
  tail.add(`a${'ö'.repeat(50)}\n`)
  expect(tail.text()).toBe(`a${'ö'.repeat(7)}…\n`)
})
