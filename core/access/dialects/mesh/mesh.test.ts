import { createVerifiedCache } from '../../../token/verified-cache.ts'
import type { MeshKeys } from '../../mesh-keys.ts'
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
  alg: ['an algorithm of the same key'],
  kid: ['no kid', 'an empty kid'],
  header: [
    'the right key in the header',
    'the address of a certificate',
    'a critical extension',
    'crit is a text',
    'b64 is false',
    'a token within a token',
  ],
  cnf: ['bound to a key (RFC 7800)'],
  spelling: ['padded', 'other last bits', 'a number that is rounded'],
  exp: ['no exp', 'a life of a year', 'exp in milliseconds'],
  iat: ['no iat', 'over before it began'],
  jti: ['no jti', 'an empty jti', 'a jti of 5000 letters', 'a jti with a control'],
  aud: ['aud of the other scheme'],
}

dialectContract('mesh', { open, letsThrough: LETS_THROUGH })
