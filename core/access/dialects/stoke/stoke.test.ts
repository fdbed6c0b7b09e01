import { expect, test } from 'vitest'
import { loadVerificationKeys } from '../../../keys/verification-key.ts'
import { decideBy } from '../../run-dialect.ts'
import { caseIds } from '../attacks.fixture.ts'
import { AUDIENCES_THAT_ARE_ADDRESSES } from '../boundaries.fixture.ts'
import { dialectContract } from '../dialect.contract.ts'
import { OWN_JWK, SIDECAR_NOW, signed, silentContext, withToken, type KeysAre } from '../dialect.fixture.ts'
import { stokeDialect } from './stoke.ts'

const publicKeys = await loadVerificationKeys(OWN_JWK)

function openStoke(changes: { audienceMayBeText?: boolean } = { audienceMayBeText: true }) {
  let keys: KeysAre = 'there'
  const keysFor = () => {
    if (keys === 'away') throw new Error('connect ECONNREFUSED 10.0.0.1:8080')
    return keys === 'unknown' ? [] : publicKeys
  }
  const dialect = stokeDialect({ keys: { keysFor }, now: () => SIDECAR_NOW * 1000, ...changes })
  return { dialect, setKeys: (are: KeysAre) => void (keys = are) }
}

/** By the gaps that let them through. */
const LETS_THROUGH = {
  aud: [
    ...caseIds('iss-missing iss-unknown iss-case iss-longer aud-missing aud-other-service aud-longer'),
    ...AUDIENCES_THAT_ARE_ADDRESSES,
    'iss with a space',
  ],
  exp: [...caseIds('exp-missing exp-too-far exp-milliseconds iat-missing iat-future'), 'over before it began'],
  'ST-20': ['jti-missing', 'an empty jti', 'a jti of 5000 letters', 'a jti with a control'],
  'ST-12': [
    ...caseIds('key-kid-case key-kid-not-string key-kid-oversized'),
    'key-kid-empty: kid is ""',
    'no kid',
    'kid with a letter that is not seen',
  ],
  alg: ['alg-swap-padding'],
  header: [
    ...caseIds('key-jku-honest-signature crit-unknown crit-not-array b64-false-no-crit'),
    'the right key in the header',
    'the address of a certificate',
    'a token within a token, as its header says',
  ],
  spelling: [
    ...caseIds(
      'b64-sig-trailing-bits json-duplicate-header json-duplicate-claim json-escaped-duplicate json-invalid-utf8',
    ),
    'json-payload-scalar: null',
  ],
}

dialectContract('stoke', { open: openStoke, letsThrough: LETS_THROUGH })

test('Stoke writes an audience as a list, and its client reads nothing else', async () => {
  const { dialect } = openStoke({})
  const decision = await decideBy(dialect, withToken(signed()), { context: silentContext(), log: { warn() {} } })
  expect(decision).toMatchObject({ kind: 'refused', check: 'claims', reason: 'invalid-claim' })
})
