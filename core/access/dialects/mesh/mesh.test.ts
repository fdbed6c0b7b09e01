import { createVerifiedCache } from '../../../token/verified-cache.ts'
import type { MeshKeys } from '../../mesh-keys.ts'
import { caseIds } from '../attacks.fixture.ts'
import { dialectContract } from '../dialect.contract.ts'
import { SIDECAR_NOW, type KeysAre } from '../dialect.fixture.ts'
import { jwtRule, OWN_KEYS, STRANGER_KEYS } from './mesh.fixture.ts'
import { meshRule } from './rule-dialect.ts'

const KEYS: Record<KeysAre, MeshKeys> = { there: OWN_KEYS, away: { kind: 'away' }, unknown: STRANGER_KEYS }
const rule = jwtRule({ audiences: ['http://localhost:18080'] })

function open() {
  let keys: KeysAre = 'there'
  const cache = createVerifiedCache()
  const dialect = meshRule({ rule, now: () => SIDECAR_NOW * 1000, keys: () => KEYS[keys], cache })
  return { dialect, setKeys: (are: KeysAre) => void (keys = are) }
}

/** By the gaps that let them through. */
const LETS_THROUGH = {
  alg: ['alg-swap-padding'],
  kid: ['key-kid-empty: kid is ""', 'no kid'],
  header: [
    ...caseIds('key-jku-honest-signature crit-unknown crit-not-array b64-false-no-crit'),
    'the right key in the header',
    'the address of a certificate',
    'a token within a token, as its header says',
  ],
  cnf: ['pop-dpop-as-bearer'],
  spelling: ['b64-sig-padded: two', 'b64-sig-spaced', 'b64-sig-trailing-bits', 'a number that is rounded'],
  exp: ['exp-missing', 'exp-too-far', 'exp-milliseconds'],
  iat: ['iat-missing', 'iat-future', 'over before it began'],
  jti: ['jti-missing', 'an empty jti', 'a jti of 5000 letters', 'a jti with a control'],
  aud: ['aud of the other scheme'],
}

dialectContract('mesh', { open, letsThrough: LETS_THROUGH })
