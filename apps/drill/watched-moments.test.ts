import { expect, test } from 'vitest'
import { firstMoment, WATCHED_MOMENTS } from './watched-moments.ts'

/** A clock that says how far it has been moved. */
function moved() {
  let passed = 0
  return { passed: () => passed, advance: async (seconds: number) => void (passed += seconds) }
}

test('the usual ages of caches are among the moments, which end after a day', () => {
  expect(WATCHED_MOMENTS).toEqual(WATCHED_MOMENTS.toSorted((a, b) => a - b))
  for (const age of [0, 1, 30, 60, 300, 600, 3600, 36_000, 86_400]) expect(WATCHED_MOMENTS).toContain(age)
  expect(WATCHED_MOMENTS.at(-1)).toBe(86_400)
})

test('the first moment at which it is so is found, and the clock stands there', async () => {
  for (const age of [0, 30, 600, 36_000]) {
    const clock = moved()
    expect(await firstMoment(clock, async () => clock.passed() >= age)).toBe(age)
    expect(clock.passed()).toBe(age)
  }
})

test('what is never so is undefined', async () => {
  expect(await firstMoment(moved(), async () => false)).toBeUndefined()
})
