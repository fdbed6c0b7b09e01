import { publicKeyFrom } from '../../../token/gateway-algorithms.ts'
import { loadVerificationKey } from '../../../keys/verification-key.ts'
import { createVerifiedCache } from '../../../token/verified-cache.ts'
import { caseIds } from '../attacks.fixture.ts'
import { AUDIENCES_THAT_ARE_ADDRESSES } from '../boundaries.fixture.ts'
import { dialectContract } from '../dialect.contract.ts'
import { OWN_JWK, OWN_PEM, SIDECAR_NOW, STRANGER_JWK, type KeysAre } from '../dialect.fixture.ts'
import type { KongCredential } from './consumer.ts'
import { jwtConfig } from './kong.fixture.ts'
import { kongPlugin } from './plugin.ts'
import { kongStateless } from './stateless.ts'

const now = () => SIDECAR_NOW * 1000
const own: KongCredential = {
  id: 'credential',
  key: 'jwtproxy',
  consumerId: 'somebody',
  algorithm: 'RS256',
  keyFor: () => publicKeyFrom(String(OWN_PEM), 'RS256'),
}

const findConsumer = (id: string) => ({ id })

function openPlugin() {
  let keys: KeysAre = 'there'
  const findCredential = async (key: string) => {
    if (keys === 'away') throw new Error('connect ECONNREFUSED 10.0.0.1:5432')
    return keys === 'there' && key === own.key ? own : undefined
  }
  const dialect = kongPlugin({ config: jwtConfig(), now, findCredential, findConsumer })
  return { dialect, setKeys: (are: KeysAre) => void (keys = are) }
}

/** By the gaps that let them through. */
const PLUGIN_LETS_THROUGH = {
  exp: [
    ...caseIds('exp-past exp-missing exp-string exp-null exp-too-far exp-milliseconds exp-negative exp-infinite'),
    'over before it began',
  ],
  nbf: ['nbf-future', 'nbf-string'],
  iat: ['iat-missing', 'iat-string', 'iat-future'],
  aud: [
    ...caseIds('aud-missing aud-object aud-null aud-other-service aud-longer aud-mixed-types'),
    ...AUDIENCES_THAT_ARE_ADDRESSES,
    'aud is a number',
  ],
  jti: [
    'jti-missing',
    'jti-not-string',
    'jti is null',
    'an empty jti',
    'a jti of 5000 letters',
    'a jti with a control',
  ],
  header: [
    ...caseIds('key-kid-case key-kid-not-string key-kid-oversized key-jku-honest-signature'),
    ...caseIds('crit-unknown crit-not-array b64-false-no-crit'),
    'key-kid-empty: kid is ""',
    'no kid',
    'kid with a letter that is not seen',
    'the right key in the header',
    'the address of a certificate',
    'a token within a token, as its header says',
  ],
  cnf: ['pop-dpop-as-bearer'],
  spelling: [
    ...caseIds('b64-sig-padded b64-sig-trailing-bits b64-standard-alphabet json-duplicate-header json-duplicate-claim'),
    ...caseIds('json-escaped-duplicate json-proto-claim json-big-number json-invalid-utf8'),
    'a number that is rounded',
    'forty levels',
  ],
}

dialectContract('kong', { open: openPlugin, letsThrough: PLUGIN_LETS_THROUGH })

const ownKey = await loadVerificationKey({ ...OWN_JWK, alg: 'RS256' })
const strangersKey = await loadVerificationKey({ ...STRANGER_JWK, alg: 'RS256' })

/** The key is settled at the start: only the black list can be away, and only another start has another key. */
function openStateless() {
  let keys: KeysAre = 'there'
  const cache = createVerifiedCache()
  const parts = {
    now,
    consumerClaim: 'iss',
    cache,
    isBlackListed: () => {
      if (keys === 'away') throw new Error('connect ECONNREFUSED 10.0.0.1:6379')
      return false
    },
  }
  const trust = { kind: 'public' as const, get key() { return keys === 'unknown' ? strangersKey : ownKey } } // prettier-ignore
  return { dialect: kongStateless({ ...parts, trust }), setKeys: (are: KeysAre) => void (keys = are) }
}

const STATELESS_LETS_THROUGH = {
  exp: ['exp-missing', 'iat-missing', 'exp-too-far'],
  aud: [
    ...caseIds('aud-missing aud-other-service aud-longer iss-unknown iss-case iss-longer'),
    ...AUDIENCES_THAT_ARE_ADDRESSES,
    'iss with a space',
  ],
  jti: ['jti-missing', 'a jti of 5000 letters'],
  kid: [
    ...caseIds('key-kid-case key-kid-not-string key-kid-oversized'),
    'key-kid-empty: kid is ""',
    'no kid',
    'kid with a letter that is not seen',
  ],
}

dialectContract('kong-stateless', { open: openStateless, letsThrough: STATELESS_LETS_THROUGH })
