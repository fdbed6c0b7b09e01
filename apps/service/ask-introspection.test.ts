import { beforeAll, expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import type { RequestContext } from '#core/http/context'
import { Problem } from '#core/http/problem'
import { fixedKeys } from '#core/keys/key-set'
import { KeysUnavailable } from '#core/keys/key-errors'
import { generateSigningKey, type SigningKey } from '#core/keys/signing-key'
import type { Claims } from '#core/token/claims'
import { signToken } from '#core/token/sign'
import type { KeySource } from '#core/token/trust'
import { createVerifiedCache } from '#core/token/verified-cache'
import { silent } from '#core/trace/recorder'
import { askIntrospection } from './ask-introspection.ts'
import type { ServiceParts } from './parts.ts'

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
  const parts = {
    role: 'serviceb',
    config: { issuerUrl: 'https://factory', leewaySeconds: 0 },
    clock: manualClock(NOW * 1000),
    log: { warn: () => {} },
    keys: { active: () => key },
    factory: { metadata: async () => ({ issuer: 'https://factory' }), introspect: async () => answer },
  } as unknown as ServiceParts // as much of it as this verifier uses
  const source = keys ?? fixedKeys([key.verification])
  const verify = askIntrospection(parts, {
    keys: { source: () => source, fetches: () => 0 },
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
  ['with claims of no shape', { aud: 1 as never }, 'invalid-claim'],
])('"active" about a token %s is no yes for B', async (_what, changes, reason) => {
  expect((await verdictOn({ active: true, ...CLAIMS, ...changes })).verdict).toBe(reason)
})

test('without keys B has no opinion, and the word of the factory stands', async () => {
  const none: KeySource = {
    select() {
      throw new KeysUnavailable('gone', { cause: new Problem('peer-unreachable', 'jwt-factory cannot be reached.') })
    },
  }
  expect(await verdictOn({ active: true, ...CLAIMS }, CLAIMS, none)).toEqual({
    verdict: 'believed',
    locally: { valid: false, reason: 'cannot-decide' },
  })
})
