import { expect, test } from 'vitest'
import { loadVerificationKeys } from '../../../keys/verification-key.ts'
import { decideBy } from '../../run-dialect.ts'
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
    'no iss',
    'iss of somebody else',
    'iss in upper case',
    'iss with a space',
    'no aud',
    'aud of somebody else',
    'aud that begins like ours',
    'aud with ours as user',
    'aud with a user',
    'aud with a path',
    'aud of the other scheme',
    'aud with a port of five digits and a nought',
  ],
  exp: ['no exp', 'no iat', 'a life of a year', 'over before it began', 'exp in milliseconds'],
  'ST-20': ['no jti', 'an empty jti', 'a jti of 5000 letters', 'a jti with a control'],
  'ST-12': ['no kid', 'an empty kid', 'kid in upper case', 'kid with a letter that is not seen', 'kid is a number'],
  alg: ['an algorithm of the same key'],
  header: [
    'the right key in the header',
    'the address of a certificate',
    'a critical extension',
    'crit is a text',
    'b64 is false',
    'a token within a token',
  ],
  spelling: ['other last bits', 'alg twice', 'iss twice', 'exp twice, by an escape', 'claims that are null'],
}

dialectContract('stoke', { open: openStoke, letsThrough: LETS_THROUGH })

test('ST-5: Stoke writes an audience as a list, and its client reads nothing else', async () => {
  const { dialect } = openStoke({})
  const decision = await decideBy(dialect, withToken(signed()), { context: silentContext(), log: { warn() {} } })
  expect(decision).toMatchObject({ kind: 'refused', check: 'claims', reason: 'invalid-claim' })
})
