import { publicKeyFrom } from '../../../token/gateway-algorithms.ts'
import { dialectContract } from '../dialect.contract.ts'
import { OWN_PEM, SIDECAR_NOW, type KeysAre } from '../dialect.fixture.ts'
import { pikoDialect } from './piko.ts'

const RSA = ['RS256', 'RS384', 'RS512'] as const

function openPiko() {
  let keys: KeysAre = 'there'
  const keysFor = () => {
    if (keys === 'away') throw new Error('connect ECONNREFUSED 10.0.0.1:5443')
    return keys === 'unknown' ? [] : [{ key: publicKeyFrom(String(OWN_PEM), 'RS256'), algorithms: RSA }]
  }
  const dialect = pikoDialect({ keys: { algorithms: RSA, keysFor }, now: () => SIDECAR_NOW * 1000 })
  return { dialect, setKeys: (are: KeysAre) => void (keys = are) }
}

/** By the gaps that let them through. */
const LETS_THROUGH = {
  'PK-3': ['no exp', 'exp is null', 'no iat', 'iat is a text', 'nbf is a text', 'a life of a year', 'over before it began', 'exp in milliseconds'], // prettier-ignore
  'PK-4': [
    'no iss',
    'iss is null',
    'iss of somebody else',
    'iss in upper case',
    'iss with a space',
    'no aud',
    'aud is null',
    'aud of somebody else',
    'aud that begins like ours',
    'aud with ours as user',
    'aud with a user',
    'aud with a path',
    'aud of the other scheme',
    'aud with a port of five digits and a nought',
    'claims that are null',
  ],
  jti: ['no jti', 'jti is null', 'an empty jti', 'a jti of 5000 letters', 'a jti with a control'],
  kid: ['no kid', 'an empty kid', 'kid in upper case', 'kid with a letter that is not seen', 'kid is a number'],
  header: [
    'the right key in the header',
    'the address of a certificate',
    'a critical extension',
    'crit is a text',
    'b64 is false',
    'a token within a token',
  ],
  cnf: ['bound to a key (RFC 7800)'],
  spelling: [
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

dialectContract('piko', { open: openPiko, letsThrough: LETS_THROUGH })
