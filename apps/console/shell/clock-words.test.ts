import { expect, test } from 'vitest'
import { clockWords, doClocksAgree } from './clock-words.ts'

const MACHINE = 1_795_000_000_000

/** A clock that was moved, read so many milliseconds later. */
const read = (later: number, { speed = 1, skew = 0, ahead = 0 } = {}) => {
  const now = MACHINE + ahead + skew + later * speed
  return { isMoved: true, now, ahead: now - (MACHINE + later), speed, skew }
}

test.each([
  ['frozen', { speed: 0 }],
  ['at their own pace', { ahead: 86_400_000 }],
  ['fast', { speed: 600 }],
])('clocks of one pace agree, whenever each of them was read: %s', (_what, how) => {
  expect(doClocksAgree(read(0, how), read(4000, how))).toBe(true)
  expect(doClocksAgree(read(4000, how), read(0, how))).toBe(true)
})

test.each([
  ['another pace', { speed: 0 }],
  ['a skew', { skew: 90_000 }],
  ['another time', { ahead: 3_600_000 }],
])('clocks differ by %s', (_what, how) => expect(doClocksAgree(read(0), read(0, how))).toBe(false))

test('a clock that was just frozen is not said to be behind', () => {
  expect(clockWords(read(2000, { speed: 0 }))).toBe('about right, frozen')
  expect(clockWords(read(60_000, { speed: 0 }))).toBe('60 s behind, frozen')
})
