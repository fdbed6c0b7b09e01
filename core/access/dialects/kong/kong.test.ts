import { publicKeyFrom } from '../../../token/gateway-algorithms.ts'
import { loadVerificationKey } from '../../../keys/verification-key.ts'
import { createVerifiedCache } from '../../../token/verified-cache.ts'
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
    'expired an hour ago',
    'no exp',
    'exp is a text',
    'exp is null',
    'a life of a year',
    'over before it began',
    'exp in milliseconds',
    'a negative exp',
    'a date without end',
  ],
  nbf: ['from the next hour', 'active in an hour', 'nbf is a text'],
  iat: ['no iat', 'iat is a text'],
  aud: [
    'no aud',
    'aud is a number',
    'aud is null',
    'aud of somebody else',
    'aud that begins like ours',
    'aud with ours as user',
    'aud with a user',
    'aud with a path',
    'aud of the other scheme',
    'aud with a port of five digits and a nought',
    'aud with something that is no text',
  ],
  jti: ['no jti', 'jti is a number', 'jti is null', 'an empty jti', 'a jti of 5000 letters', 'a jti with a control'],
  header: [
    'no kid',
    'an empty kid',
    'kid in upper case',
    'kid with a letter that is not seen',
    'kid is a number',
    'the right key in the header',
    'the address of a certificate',
    'a critical extension',
    'crit is a text',
    'b64 is false',
    'a token within a token',
  ],
  cnf: ['bound to a key (RFC 7800)'],
  spelling: [
    'padded',
    'b64-sig-padded',
    'other last bits',
    'alg twice',
    'iss twice',
    'exp twice, by an escape',
    'a member __proto__',
    'a number that is rounded',
    'forty levels',
    'no UTF-8',
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
  exp: ['no exp', 'no iat', 'a life of a year'],
  aud: [
    'no aud',
    'aud of somebody else',
    'aud that begins like ours',
    'aud with ours as user',
    'aud with a user',
    'aud with a path',
    'aud of the other scheme',
    'aud with a port of five digits and a nought',
    'iss of somebody else',
    'iss in upper case',
    'iss with a space',
  ],
  jti: ['no jti', 'a jti of 5000 letters'],
  kid: ['no kid', 'an empty kid', 'kid in upper case', 'kid with a letter that is not seen', 'kid is a number'],
}

dialectContract('kong-stateless', { open: openStateless, letsThrough: STATELESS_LETS_THROUGH })
