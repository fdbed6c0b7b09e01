import { expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { createPlayTeller, MAX_TOLD } from './tell-plays.ts'

test('the steps of plays are recorded while somebody listens, and of a burst no more than so many in a second', () => {
  const clock = manualClock('2026-02-03T10:00:00Z')
  const events = { readers: 0, publish: () => {} }
  const teller = createPlayTeller(events, clock)
  expect(teller.wantsSteps()).toBe(false)
  events.readers = 1
  const count = () => Array.from({ length: 3 * MAX_TOLD }, () => teller.wantsSteps()).filter((wanted) => wanted).length
  expect(count()).toBe(MAX_TOLD)
  clock.advance({ seconds: 1 })
  expect(count()).toBe(MAX_TOLD)
})
