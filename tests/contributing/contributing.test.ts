import { expect, test } from 'vitest'
import { loadVerificationKeys } from '#core/keys/verification-key'
import { chooseKey } from '#core/keys/key-set'
import { AccessRefused } from '#core/access/dialect'
import { manualClock } from '#core/clock'
import { dialectContract } from '../../core/access/dialects/dialect.contract.ts'
import { OWN_JWK, SIDECAR_NOW, type KeysAre } from '../../core/access/dialects/dialect.fixture.ts'
import { ANYONE, type KeyHint, type Trust } from '#core/token/trust'
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

const publicKeys = await loadVerificationKeys({ ...OWN_JWK, kid: 'mykey' })

function openPatient() {
  let keys: KeysAre = 'there'
  const trust: Trust = {
    issuer: 'jwtproxy',
    audience: 'http://localhost:18080',
    subject: ANYONE,
    algorithms: ['RS256'],
    type: 'JWT',
    required: ['exp', 'iat'],
    maxLifetimeSeconds: 400,
    leewaySeconds: 0,
    keys: {
      select: (hint: KeyHint) => {
        if (keys === 'away') throw new AccessRefused('cannot-decide')
        return chooseKey(keys === 'unknown' ? [] : publicKeys, hint)
      },
    },
  }
  return { dialect: patient(trust, () => SIDECAR_NOW * 1000), setKeys: (are: KeysAre) => void (keys = are) }
}

const LETS_THROUGH = {
  exp: ['exp-past'],
  jti: ['jti-missing', 'a jti of 5000 letters'],
  kid: ['no kid', 'key-jku-honest-signature', 'the right key in the header', 'the address of a certificate'],
}

dialectContract('the one of CONTRIBUTING.md', { open: openPatient, letsThrough: LETS_THROUGH })

test('the attack of CONTRIBUTING.md is refused for its audience, and believed without its one change', async () => {
  const world = attackWorld()
  const [attack] = AUDIENCE_ATTACKS
  const verdicts = async (changed: boolean) =>
    Promise.all((await attack!.make(world, changed)).map((attempt) => verdictOnAttempt(world, attempt)))
  expect(await verdicts(true)).toEqual(['wrong-audience'])
  expect(await verdicts(false)).toEqual(['believed'])
})
