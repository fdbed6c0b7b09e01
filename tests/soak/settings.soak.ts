import { expect, onTestFinished, test } from 'vitest'
import { movedClock } from '../support/moved-clock.ts'
import { openTestSandbox } from '../support/sandbox.ts'
import { EXTREMES, settingsOf } from '../support/setting-extremes.ts'
import { goodWith, verdictsOfAll } from '../support/verdicts.ts'

test.each(EXTREMES.flat().map((value) => [settingsOf([value])]))('%j works in every scenario', async (env) => {
  const sandbox = await openTestSandbox({ clock: movedClock(), env })
  onTestFinished(() => sandbox.close())
  expect(await verdictsOfAll(sandbox)).toEqual(goodWith(env))
})
