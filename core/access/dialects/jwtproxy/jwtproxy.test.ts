import { expect, test } from 'vitest'
import { caseIds } from '../attacks.fixture.ts'
import { dialectContract } from '../dialect.contract.ts'
import {
  keyServer,
  openSidecar,
  outcomeOf,
  SIDECAR_CONFIG,
  SIDECAR_NOW,
  signed,
  withToken,
} from '../dialect.fixture.ts'
import type { LaxKeyAnswer } from '../../sidecar-keys.ts'
import { jwtproxyDialect } from './jwtproxy.ts'
import { createSeenIds } from './seen-ids.ts'

const config = { ...SIDECAR_CONFIG, dialect: 'jwtproxy' as const }

function open() {
  const { world, findLax } = keyServer()
  const dialect = jwtproxyDialect({ config, now: () => SIDECAR_NOW * 1000, find: findLax, seen: createSeenIds() })
  return { dialect, setKeys: (is: typeof world.keys) => void (world.keys = is) }
}

/** By the gaps that let them through. */
const LETS_THROUGH = {
  alg: ['alg-lowercase', 'alg none, with a signature of RS256', 'alg HS256, with a signature of RS256'],
  header: [
    'crit-not-array: crit is "exp"',
    'key-jku-honest-signature',
    'the address of a certificate',
    'a token within a token, as its header says',
  ],
  cnf: ['pop-dpop-as-bearer'],
  kid: ['key-kid-case'],
  spelling: [
    ...caseIds(
      'b64-sig-padded b64-sig-trailing-bits json-duplicate-header json-duplicate-claim json-escaped-duplicate',
    ),
    ...caseIds('json-proto-claim json-big-number json-invalid-utf8'),
    'a number that is rounded',
    'forty levels',
  ],
  aud: ['aud with a user', 'aud with a path'],
  exp: ['over before it began'],
  jti: ['an empty jti', 'a jti of 5000 letters', 'a jti with a control'],
}

dialectContract('jwtproxy', { open, letsThrough: LETS_THROUGH })

test('a signature that the key cannot even read is a wrong one', async () => {
  const key: LaxKeyAnswer = {
    kind: 'key',
    isSignedBy() {
      throw new Error('data too large for key size')
    },
  }
  const { decide } = openSidecar({ dialect: 'jwtproxy' }, { findLax: async () => key })
  expect(outcomeOf(await decide(withToken(signed())))).toEqual(['signature-mismatch', 403])
})

test.each([
  ['unusable-algorithm', 403, 'jwtproxy: unable to verify request: Unexpected verifier initialization failure'],
  ['beyond-bounds', 503, 'Here this sandbox ends before jwtproxy would: too many are asked for (W4)'],
] as const)('a key that is %s has its own words', async (kind, status, body) => {
  const findLax = async () => ({ kind, why: 'too many are asked for (W4)' })
  const decision = await openSidecar({ dialect: 'jwtproxy' }, { findLax }).decide(withToken(signed()))
  expect(decision).toMatchObject({ answer: { status, body } })
})

test('a key server that throws cannot answer, as far as a client hears', async () => {
  const away = { findLax: () => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.1:8888')) }
  const decision = await openSidecar({ dialect: 'jwtproxy' }, away).decide(withToken(signed()))
  const body = 'jwtproxy: unable to verify request: Unexpected key server error'
  expect(decision).toMatchObject({ kind: 'undecided', answer: { status: 403, body } })
})
