import { beforeAll, expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import type { RequestContext } from '../trace/request-context.ts'
import { fixedKeys } from '../keys/key-set.ts'
import { KeysUnavailable } from '../keys/key-errors.ts'
import { generateSigningKey, type SigningKey } from '../keys/signing-key.ts'
import type { Claims } from '../token/claims.ts'
import { signToken } from '../token/sign.ts'
import type { KeySource } from '../token/trust.ts'
import { createVerifiedCache } from '../token/verified-cache.ts'
import { silent } from '../trace/recorder.ts'
import { introspectionVerifier } from './introspection.ts'
import type { StandingTrust } from './verifier.ts'

const NOW = 1_000_000_000
const CLAIMS = {
  iss: 'https://factory',
  sub: 'servicea',
  aud: 'serviceb',
  client_id: 'servicea',
  jti: '1',
  iat: NOW,
  exp: NOW + 300,
}

const TRUST: StandingTrust = {
  issuer: 'https://factory',
  audience: 'serviceb',
  algorithms: ['ES256'],
  type: 'at+jwt',
  required: ['exp', 'sub'],
  maxLifetimeSeconds: 86_400,
  leewaySeconds: 0,
}

let key: SigningKey
beforeAll(async () => {
  key = await generateSigningKey('ES256', 0)
})

const context: RequestContext = {
  trace: { traceId: 'a'.repeat(32), parentId: undefined, sampled: false },
  recorder: silent,
  deadline: Infinity,
}

/** What B says of a token when the factory answers this to its question. */
async function verdictOn(answer: Claims & { active: boolean }, claims: Claims = CLAIMS, keys?: KeySource) {
  const source = keys ?? fixedKeys([key.verification])
  const verify = introspectionVerifier({
    trust: TRUST,
    keys: () => source,
    introspect: async () => answer,
    clock: manualClock(NOW * 1000),
    log: { warn: () => {} },
    cache: createVerifiedCache(),
  })
  const verdict = await verify(await signToken(claims, key, 'at+jwt'), 'servicea', context)
  return { verdict: verdict.valid ? 'believed' : verdict.reason, locally: verdict.locally }
}

test('the factory says yes, and so does B', async () => {
  expect(await verdictOn({ active: true, ...CLAIMS })).toEqual({ verdict: 'believed', locally: { valid: true } })
})

test('the factory says no to a token that is good by itself: it was revoked', async () => {
  expect(await verdictOn({ active: false })).toEqual({ verdict: 'revoked-token', locally: { valid: true } })
})

test('the factory gives no reason; the one that B found is told', async () => {
  const expired = { ...CLAIMS, iat: NOW - 300, exp: NOW - 1 }
  expect(await verdictOn({ active: false }, expired)).toEqual({
    verdict: 'expired',
    locally: { valid: false, reason: 'expired' },
  })
})

test.each([
  ['for another service', { aud: 'servicec' }, 'wrong-audience'],
  ['of another issuer', { iss: 'https://other' }, 'wrong-issuer'],
  ['that has expired', { exp: NOW }, 'expired'],
  ['that says not when it ends', { exp: undefined }, 'missing-claim'],
  ['that speaks of nobody', { sub: undefined }, 'missing-claim'],
  ['that is not good yet', { nbf: NOW + 1 }, 'not-active'],
  ['from the future', { iat: NOW + 1 }, 'not-active'],
  ['that lives for too long', { exp: NOW + 86_401 }, 'lifetime-too-long'],
  ['that is bound to a key', { cnf: { jkt: 'x' } }, 'bound-token'],
  ['with claims of no shape', { aud: 1 as never }, 'invalid-claim'],
])('"active" about a token %s is no yes for B', async (_what, changes, reason) => {
  const answer = JSON.parse(JSON.stringify({ active: true, ...CLAIMS, ...changes }))
  expect((await verdictOn(answer)).verdict).toBe(reason)
})

test('without keys B has no opinion, and the word of the factory stands', async () => {
  const none: KeySource = {
    select() {
      throw new KeysUnavailable('gone', { cause: new Error('jwt-factory cannot be reached.') })
    },
  }
  expect(await verdictOn({ active: true, ...CLAIMS }, CLAIMS, none)).toEqual({
    verdict: 'believed',
    locally: { valid: false, reason: 'cannot-decide' },
  })
})
