import { test } from 'vitest'
import { movedClock } from './support/moved-clock.ts'
import { openTestSandbox } from './support/sandbox.ts'
import { EXTREMES, settingsOf } from './support/setting-extremes.ts'
import { ALL_GOOD_ON_STILL_CLOCK, goodWith, verdictsOfAll } from './support/verdicts.ts'

// Several settings at once: each by itself is tests/soak/settings.soak.ts.
test.concurrent.for(EXTREMES.map(settingsOf))('%j works in every scenario', async (env, { expect, onTestFinished }) => {
  const sandbox = await openTestSandbox({ clock: movedClock(), env })
  onTestFinished(() => sandbox.close())
  expect(await verdictsOfAll(sandbox)).toEqual(goodWith(env))
})

test.concurrent(
  'KEY_OVERLAP=0 does what it says: a token of an earlier key is no longer valid',
  async ({ expect, onTestFinished }) => {
    const sandbox = await openTestSandbox({ clock: movedClock(), env: { KEY_OVERLAP: '0' } })
    onTestFinished(() => sandbox.close())
    const retired = { 'scenario 6': 'believed believed believed revoked-key' }
    expect(await verdictsOfAll(sandbox)).toEqual({ ...ALL_GOOD_ON_STILL_CLOCK, ...retired })
  },
)
