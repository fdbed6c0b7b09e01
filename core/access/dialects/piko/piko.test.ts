import { publicKeyFrom } from '../../../token/gateway-algorithms.ts'
import { caseIds } from '../attacks.fixture.ts'
import { AUDIENCES_THAT_ARE_ADDRESSES } from '../boundaries.fixture.ts'
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
  'PK-3': [
    ...caseIds('exp-missing exp-null exp-string exp-too-far exp-milliseconds iat-missing iat-future nbf-string'),
    'iat-string: iat is "1800000000"',
    'over before it began',
  ],
  'PK-4': [
    ...caseIds('iss-missing iss-unknown iss-case iss-longer aud-missing aud-null aud-other-service aud-longer'),
    ...AUDIENCES_THAT_ARE_ADDRESSES,
    'iss is null',
    'iss with a space',
    'json-payload-scalar: null',
  ],
  jti: ['jti-missing', 'jti is null', 'an empty jti', 'a jti of 5000 letters', 'a jti with a control'],
  kid: [
    ...caseIds('key-kid-case key-kid-not-string key-kid-oversized'),
    'key-kid-empty: kid is ""',
    'no kid',
    'kid with a letter that is not seen',
  ],
  header: [
    ...caseIds('key-jku-honest-signature crit-unknown crit-not-array b64-false-no-crit'),
    'the right key in the header',
    'the address of a certificate',
    'a token within a token, as its header says',
  ],
  cnf: ['pop-dpop-as-bearer'],
  spelling: [
    ...caseIds('b64-sig-trailing-bits json-duplicate-header json-duplicate-claim json-escaped-duplicate'),
    ...caseIds('json-proto-claim json-invalid-utf8'),
    'a number that is rounded',
    'forty levels',
  ],
}

dialectContract('piko', { open: openPiko, letsThrough: LETS_THROUGH })
