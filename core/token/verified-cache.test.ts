import { generateKeyPair } from 'jose'
import { beforeEach, describe, expect, test } from 'vitest'
import { hostileToken } from '../../tests/support/hostile-tokens.ts'
import type { Claims } from './claims.ts'
import { signToken, type Signer } from './sign.ts'
import { strictTrust } from './strict-trust.fixture.ts'
import type { KeySource, Trust, VerificationKey } from './trust.ts'
import { CACHE_LIMITS, createVerifiedCache, type VerifiedCache } from './verified-cache.ts'
import { verifyToken, type CheckResult } from './verify.ts'

const NOW = 1_000_000_000_000
const pair = await generateKeyPair('ES256', { extractable: true })
const other = await generateKeyPair('ES256', { extractable: true })
const signer: Signer = { kid: 'k', algorithm: 'ES256', privateKey: pair.privateKey }

let cache: VerifiedCache
let key: VerificationKey
let trust: Trust
beforeEach(() => {
  cache = createVerifiedCache()
  key = { kid: 'k', algorithm: 'ES256', publicKey: pair.publicKey }
  const keys: KeySource = { select: () => key }
  trust = strictTrust(keys)
})

const sign = (claims: Claims = {}) =>
  signToken(
    { iss: 'https://issuer', sub: 'servicea', aud: 'serviceb', iat: NOW / 1000, exp: NOW / 1000 + 300, ...claims },
    signer,
    'JWT',
  )

/** The claims or the reason, and whether the signature came from the cache. */
async function verify(token: string, changes: Partial<Trust> = {}, now = NOW) {
  const checks: CheckResult[] = []
  const result = await verifyToken(
    token,
    { ...trust, ...changes },
    () => now,
    (check) => checks.push(check),
    cache,
  ).catch((error: { reason?: string }) => error.reason)
  const signature = checks.find(({ check }) => check === 'signature')
  return {
    result,
    cached: signature?.cached ?? false,
    checks: checks.map(({ check, outcome }) => `${check} ${outcome}`),
  }
}

test('the second time the signature is not computed again, and the outcome is the same', async () => {
  const token = await sign()
  const [first, second] = [await verify(token), await verify(token)]
  expect([first.cached, second.cached]).toEqual([false, true])
  expect(second.result).toEqual(first.result)
  expect(second.checks).toEqual(first.checks)
})

describe('on a hit is checked again', () => {
  test.each<[string, string, Partial<Trust>, number]>([
    ['the audience', 'wrong-audience', { audience: 'servicec' }, NOW],
    ['the issuer', 'wrong-issuer', { issuer: 'https://other' }, NOW],
    ['the subject', 'wrong-subject', { subject: 'servicec' }, NOW],
    ['the type', 'wrong-type', { type: 'at+jwt' }, NOW],
    ['the algorithm', 'wrong-algorithm', { algorithms: ['RS256'] }, NOW],
    ['the required claims', 'missing-claim', { required: ['jti'] }, NOW],
    ['the lifetime', 'lifetime-too-long', { maxLifetimeSeconds: 60 }, NOW],
    ['exp', 'expired', {}, NOW + 300_000],
    ['iat', 'not-active', {}, NOW - 60_000],
  ])('%s', async (_what, reason, changes, now) => {
    const token = await sign()
    await verify(token)
    expect((await verify(token, changes, now)).result).toBe(reason)
  })

  test('nbf', async () => {
    const token = await sign({ nbf: NOW / 1000 })
    await verify(token)
    expect((await verify(token, {}, NOW - 1)).result).toBe('not-active')
  })

  test('the key: another one under the same key id proves nothing', async () => {
    const token = await sign()
    await verify(token)
    key = { ...key, publicKey: other.publicKey }
    expect(await verify(token)).toMatchObject({ result: 'signature-mismatch', cached: false })
  })

  test('the key set: loaded again, it makes every signature be computed again', async () => {
    const token = await sign()
    await verify(token)
    key = { ...key }
    expect((await verify(token)).cached).toBe(false)
    expect((await verify(token)).cached).toBe(true)
  })
})

describe('the cache', () => {
  test('keeps no token that was refused, whatever it was refused for', async () => {
    await verify(await sign(), { audience: 'servicec' })
    await verify(await hostileToken('sig-bit-flipped', await sign()))
    expect(cache.size).toBe(0)
  })

  test('does not mix tokens that agree in header, prefix and length (CVE-2026-35039)', async () => {
    const [one, two] = [await sign({ jti: 'aaaa' }), await sign({ jti: 'aaab' })]
    expect(one.length).toBe(two.length)
    await verify(one)
    expect(await verify(two)).toMatchObject({ cached: false, result: { jti: 'aaab' } })
    expect(await verify(one)).toMatchObject({ cached: true, result: { jti: 'aaaa' } })
  })

  test('does not take a remembered payload with another signature', async () => {
    const token = await sign()
    await verify(token)
    expect((await verify(await hostileToken('sig-bit-flipped', token))).result).toBe('signature-mismatch')
  })

  test('forgets the token that was not used for the longest time', async () => {
    cache = createVerifiedCache({ ...CACHE_LIMITS, entries: 2 })
    const [one, two, three] = [await sign({ jti: '1' }), await sign({ jti: '2' }), await sign({ jti: '3' })]
    for (const token of [one, two, one, three]) await verify(token)
    expect(cache.size).toBe(2)
    expect((await verify(one)).cached).toBe(true)
    expect((await verify(two)).cached).toBe(false)
  })

  test('is bounded in bytes: a long token is verified each time, and many make room for each other', async () => {
    const claims = Array.from({ length: 1500 }, () => ({}))
    await verify(await sign({ x: claims }))
    expect(cache.size).toBe(0)
    cache = createVerifiedCache({ ...CACHE_LIMITS, all: 2000 })
    const tokens = await Promise.all(['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((jti) => sign({ jti })))
    for (const token of tokens) {
      await verify(token)
      expect(cache.characters).toBeLessThanOrEqual(2000)
    }
    expect(cache.size).toBeGreaterThan(3)
    expect((await verify(tokens[8] ?? '')).cached).toBe(true)
    expect((await verify(tokens[0] ?? '')).cached).toBe(false)
  })

  test('keeps nothing beyond exp, and nothing that has none', async () => {
    const token = await sign()
    await verify(token)
    expect(cache.get(token, NOW / 1000 + 299)).toBeDefined()
    expect(cache.get(token, NOW / 1000 + 300)).toBeUndefined()
    expect(cache.size).toBe(0)
    await verify(await sign({ exp: undefined as never }), { required: [] }) // JSON leaves an undefined member out
    expect(cache.size).toBe(0)
  })

  test('hands out claims that nobody can change for the next one', async () => {
    const token = await sign({ act: { sub: 'servicec' } })
    await verify(token)
    const { result } = await verify(token)
    expect(() => Object.assign(result as Claims, { sub: 'root' })).toThrow(TypeError)
    expect(() => Object.assign((result as { act: object }).act, { sub: 'root' })).toThrow(TypeError)
  })
})
