import { expect, onTestFinished, test } from 'vitest'
import { manualClock } from '#core/clock'
import { START } from '../test-service.ts'
import { openVerifyingService } from './trust-modes.fixture.ts'

test('where the clock stands still, a key that was taken out of the file of its owner is believed no longer than ever', async () => {
  const b = await openVerifyingService({}, manualClock(START))
  onTestFinished(() => b.close())
  const token = await b.tokenFor('pinned-key')
  expect(await b.verdictOn('pinned-key', token)).toMatchObject({ valid: true })
  await b.publish([])
  b.advance({ seconds: 1 })
  expect(await b.verdictOn('pinned-key', token)).toMatchObject({ valid: false, reason: 'unknown-key' })
})
