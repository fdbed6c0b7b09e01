import { generateKeyPair } from 'jose'
import { expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { createMemoryStore } from '../store/memory-store.ts'
import type { Claims } from '../token/claims.ts'
import { TokenRejected } from '../token/rejection.ts'
import { signToken } from '../token/sign.ts'
import { strictTrust } from '../token/strict-trust.fixture.ts'
import type { VerificationKey } from '../token/trust.ts'
import { createVerifiedCache } from '../token/verified-cache.ts'
import { silent } from '../trace/recorder.ts'
import type { RequestContext } from '../trace/request-context.ts'
import { judge, type FurtherCheck } from './judge.ts'
import { spend } from './spent-and-revoked.ts'
import { isRevoked, revokeToken } from './spent-and-revoked.ts'

const clock = manualClock(1_000_000_000_000)
const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
const key: VerificationKey = { kid: 'k', algorithm: 'ES256', publicKey }
const trust = strictTrust({ select: () => key }, ['exp', 'jti'])
const claims: Claims = { iss: 'https://issuer', aud: 'serviceb', jti: '1', exp: 1_000_000_300 }
const token = await signToken(claims, { kid: 'k', algorithm: 'ES256', privateKey }, 'JWT')

const context: RequestContext = {
  trace: { traceId: 'a'.repeat(32), parentId: undefined, sampled: false },
  recorder: silent,
  deadline: Infinity,
}

/** Judges the token as often as is wanted, with one cache and one further check. */
function judgeWith(check: FurtherCheck['run']) {
  const cache = createVerifiedCache()
  const further = [{ check: 'further', rule: 'a rule', run: check }]
  return async () => {
    const verdict = await judge(token, trust, { clock, context, cache, further })
    return { outcome: verdict.valid ? 'believed' : verdict.reason, remembered: cache.size }
  }
}

test('a token that may be used once is spent once, although its signature is remembered', async () => {
  const store = createMemoryStore(clock)
  const verdict = judgeWith((claims) => spend(store, claims, { clock, leewaySeconds: 0, keepSeconds: 0 }))
  expect(await verdict()).toEqual({ outcome: 'believed', remembered: 1 })
  expect(await verdict()).toEqual({ outcome: 'replayed', remembered: 1 })
})

test('a token that was revoked is refused, although its signature is remembered', async () => {
  const store = createMemoryStore(clock)
  const verdict = judgeWith(async (claims) => {
    if (await isRevoked(store, claims)) throw new TokenRejected('revoked-token')
  })
  expect(await verdict()).toEqual({ outcome: 'believed', remembered: 1 })
  await revokeToken(store, claims, { clock, keepSeconds: 0 })
  expect(await verdict()).toEqual({ outcome: 'revoked-token', remembered: 1 })
})

test('a token whose end comes while a further check waits is expired', async () => {
  const waiting = manualClock(1_000_000_000_000)
  const waits = async (seconds: number) => {
    const run = () => waiting.advance({ seconds })
    return judge(token, trust, { clock: waiting, context, further: [{ check: 'further', rule: 'a rule', run }] })
  }
  expect(await waits(299)).toMatchObject({ valid: true })
  expect(await waits(1)).toMatchObject({ valid: false, reason: 'expired' })
})
