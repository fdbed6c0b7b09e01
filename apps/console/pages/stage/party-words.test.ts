import { expect, test } from 'vitest'
import { clockInBox, nameInBox, wordsInBox } from './party-words.ts'

test.each([
  ['down', 190, false, 'down'],
  ['no answer · 1 fault', 190, false, 'no answer · 1 fault'],
  ['a-fault-with-a-long-name-for-us, 1 client changed', 190, false, 'a-fault-with-a-long…'],
  ['looking for it …', 120, true, 'looking for it …'],
  ['clock stands · 1 fault', 112, true, 'clock stands…'],
  ['provider-outage, flaky', 120, true, 'provider-outage…'],
])('a box says as much as it has room for: %s', (words, width, isNarrow, shown) => {
  expect(wordsInBox(words, width, isNarrow)).toBe(shown)
})

test.each([
  ['second-backend-api', 164, false, 'second-backend-api'],
  ['second-backend-api', 110, true, 'second-backend-api'],
  ['a-process-that-nobody-knows', 164, false, 'a-process-that-no…'],
])('a box has room for every name of ours, and cuts others: %s', (name, width, isNarrow, shown) => {
  expect(nameInBox(name, width, isNarrow)).toBe(shown)
})

const RIGHT = { isMoved: false, now: 1_795_000_000_000, ahead: 0, speed: 1, skew: 0 }
const moved = (how: Partial<typeof RIGHT>) => {
  const { ahead = 0, skew = 0 } = how
  return { ...RIGHT, isMoved: true, ...how, now: RIGHT.now + ahead + skew }
}

test.each([
  ['clock −90 s', { skew: -90_000 }],
  ['clock +5 min', { skew: 300_000 }],
  ['clock +24 h', { ahead: 86_400_000 }],
  ['clock stands', { speed: 0 }],
  ['clock ×60', { speed: 60 }],
])('a clock that differs from the others is in the box: %s', (words, how) => {
  expect(clockInBox(moved(how), [RIGHT, moved(how)])).toBe(words)
})

test('where all clocks show the same, no box says so: the bar does', () => {
  const late = moved({ ahead: 86_400_000 })
  expect([clockInBox(late, [late, late]), clockInBox(RIGHT, [RIGHT]), clockInBox(RIGHT, [RIGHT, late])]).toEqual([
    '',
    '',
    '',
  ])
  expect(clockInBox(undefined, [RIGHT])).toBe('')
})
