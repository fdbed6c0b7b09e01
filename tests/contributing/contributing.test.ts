import { expect, test } from 'vitest'
import { dialectLike } from '#core/access/dialect-like'
import { manualClock } from '#core/clock'
import { dialectContract } from '../../core/access/dialects/dialect.contract.ts'
import { openAsSidecar } from '../../core/access/dialects/dialect.fixture.ts'
import { storeContract } from '../../core/store/store.contract.ts'
import { verdictOnAttempt } from '../support/attack-verdicts.ts'
import { attackWorld } from '../support/attack-world.ts'
import { sortedFindings } from '../findings/find-in-dialect.ts'
import { likeSidecar } from '../support/table-dialects.ts'
import { createMapStore } from './map-store.ts'
import { AUDIENCE_ATTACKS } from './padded-audience.ts'
import { patient } from './patient.ts'

storeContract('the one of CONTRIBUTING.md', async () => {
  const clock = manualClock('2026-01-01T00:00:00Z')
  const store = createMapStore(clock)
  return { stores: [store, store], clock }
})

dialectContract('the one of CONTRIBUTING.md', {
  open: () => openAsSidecar(patient),
  letsThrough: { exp: ['exp-past'] },
  allows: ['jti-missing'],
})

test('the dialect of CONTRIBUTING.md believes what has ended, and besides what the one does that it is like', async () => {
  const { believes, goesOn, refusesGood } = await sortedFindings(
    likeSidecar('a verifier that never looks at the end', patient),
  )
  expect(believes).toEqual({
    'RFC 9068': ['sub-missing', 'client-id-missing', 'jti-missing', 'type-typ-jwt', 'type-typ-missing'],
    exp: ['exp-past', 'exp-just-past-leeway', 'exp-at-now'],
  })
  expect([goesOn, Object.keys(refusesGood ?? {})]).toEqual([undefined, ['profile', 'key-id']])
})

test('a check that is left out is one of the dialect', () => {
  const difference = { name: 'x', title: 'X', without: ['expired'], gaps: [] }
  expect(() => dialectLike(openAsSidecar(patient).dialect, difference)).toThrow('patient has no check expired')
})

test('the attack of CONTRIBUTING.md is refused for its audience, and believed without its one change', async () => {
  const world = attackWorld()
  const [attack] = AUDIENCE_ATTACKS
  const verdicts = async (changed: boolean) =>
    Promise.all((await attack!.make(world, changed)).map((attempt) => verdictOnAttempt(world, attempt)))
  expect(await verdicts(true)).toEqual(['wrong-audience'])
  expect(await verdicts(false)).toEqual(['believed'])
})
