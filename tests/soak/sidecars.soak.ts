import { expect, test } from 'vitest'
import { systemClock } from '#core/clock'
import { drillSidecars } from '../../apps/drill/sidecars/drill-sidecars.ts'
import { outcomeOfSidecars } from '../../apps/drill/sidecars/render-sidecars.ts'
import { soakSize } from '../support/soak-size.ts'

const DRILLED_CALLS = soakSize('SOAK_CALLS', 10_000)
const full = { calls: DRILLED_CALLS, rate: 500, rotations: 5 }

test(`5 rotations of the key of a signer cost none of ${DRILLED_CALLS} calls`, async () => {
  const verdict = await drillSidecars({ ...full, graceSeconds: undefined }, systemClock)
  expect(verdict).toMatchObject({ lost: {}, otherFaults: {}, rotations: 5 })
  expect(verdict.calls).toBeGreaterThanOrEqual(DRILLED_CALLS)
})

test('without any grace each of them costs some', async () => {
  const verdict = await drillSidecars({ ...full, graceSeconds: 0 }, systemClock)
  expect(outcomeOfSidecars(verdict)).toBe('failed')
  expect(Math.min(...verdict.lostByTurn)).toBeGreaterThan(0)
})
