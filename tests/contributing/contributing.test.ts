import { expect, test } from 'vitest'
import { dialectLike } from '#core/access/dialect-like'
import { manualClock } from '#core/clock'
import { dialectContract } from '../../core/access/dialects/dialect.contract.ts'
import { keyServer, SIDECAR_CONFIG, SIDECAR_NOW, type KeysAre } from '../../core/access/dialects/dialect.fixture.ts'
import { storeContract } from '../../core/store/store.contract.ts'
import { verdictOnAttempt } from '../support/attack-verdicts.ts'
import { attackWorld } from '../support/attack-world.ts'
import { createMapStore } from './map-store.ts'
import { AUDIENCE_ATTACKS } from './padded-audience.ts'
import { patient } from './patient.ts'

storeContract('the one of CONTRIBUTING.md', async () => {
  const clock = manualClock('2026-01-01T00:00:00Z')
  const store = createMapStore(clock)
  return { stores: [store, store], clock }
})

function openPatient() {
  const { world, keys } = keyServer()
  const dialect = patient({ config: SIDECAR_CONFIG, now: () => SIDECAR_NOW * 1000, keys })
  return { dialect, setKeys: (are: KeysAre) => void (world.keys = are) }
}

dialectContract('the one of CONTRIBUTING.md', {
  open: openPatient,
  letsThrough: { exp: ['exp-past'] },
  allows: ['jti-missing'],
})

test('a check that is left out is one of the dialect', () => {
  const difference = { name: 'x', title: 'X', without: ['expired'], gaps: [] }
  expect(() => dialectLike(openPatient().dialect, difference)).toThrow('patient has no check expired')
})

test('the attack of CONTRIBUTING.md is refused for its audience, and believed without its one change', async () => {
  const world = attackWorld()
  const [attack] = AUDIENCE_ATTACKS
  const verdicts = async (changed: boolean) =>
    Promise.all((await attack!.make(world, changed)).map((attempt) => verdictOnAttempt(world, attempt)))
  expect(await verdicts(true)).toEqual(['wrong-audience'])
  expect(await verdicts(false)).toEqual(['believed'])
})
