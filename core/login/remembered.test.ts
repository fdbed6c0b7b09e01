import { expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { createRemembered } from './remembered.ts'

test('what was remembered is known until its time, and of too many the first is forgotten', () => {
  const clock = manualClock(0)
  const known = createRemembered(2, clock)
  expect(known.add('a', 1000)).toBe(true)
  expect(known.add('a', 1000)).toBe(false)
  clock.advance({ seconds: 1 })
  expect(known.has('a')).toBe(false)
  for (const key of ['a', 'b', 'c']) expect(known.add(key, 5000)).toBe(true)
  expect(['a', 'b', 'c'].map(known.has)).toEqual([false, true, true])
})
