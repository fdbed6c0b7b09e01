import { compactVerify, decodeProtectedHeader } from 'jose'
import { describe, expect, test } from 'vitest'
import { generateSigningKey } from '../keys/signing-key.ts'
import { ALL_ALGORITHMS } from './algorithms.ts'
import { signToken, lifetime } from './sign.ts'
import fc from 'fast-check'

describe.each(ALL_ALGORITHMS)('%s', (algorithm) => {
  test('jose believes what was signed, and finds claims and header as they were given', async () => {
    const key = await generateSigningKey(algorithm, 0)
    const claims = { iss: 'ü€😀', exp: 1.5, nested: { list: [1, null] } }
    const token = await signToken(claims, key, 'at+jwt')
    const { payload } = await compactVerify(token, key.verification.publicKey, { algorithms: [algorithm] })
    expect(JSON.parse(new TextDecoder().decode(payload))).toEqual(claims)
    expect(decodeProtectedHeader(token)).toEqual({ alg: algorithm, kid: key.kid, typ: 'at+jwt' })
  })
})

test('keys of one algorithm are not mixed up', async () => {
  const [first, second] = [await generateSigningKey('ES256', 0), await generateSigningKey('ES256', 0)]
  await signToken({}, first, 'JWT')
  const token = await signToken({}, second, 'JWT')
  await expect(compactVerify(token, second.verification.publicKey)).resolves.toBeDefined()
  await expect(compactVerify(token, first.verification.publicKey)).rejects.toThrow()
})

const now = fc.double({ min: 1e12, max: 2e12, noNaN: true })
const seconds = fc.integer({ min: 1, max: 100_000 })

describe('the dates of a token', () => {
  test('of an hour are now and in an hour', () => {
    expect(lifetime(1_800_000_000_000, 3600, false)).toEqual({ iat: 1_800_000_000, exp: 1_800_003_600 })
    expect(lifetime(1_800_000_000_999, 3600, false)).toEqual({ iat: 1_800_000_000, exp: 1_800_003_600 })
  })

  test('of one second are rounded so that it lives for that second and for less than two', () => {
    expect(lifetime(1_800_000_000_000, 1, false)).toEqual({ iat: 1_800_000_000, exp: 1_800_000_001 })
    expect(lifetime(1_800_000_000_001, 1, false)).toEqual({ iat: 1_800_000_000, exp: 1_800_000_002 })
    expect(lifetime(1_800_000_000_999, 1, false)).toEqual({ iat: 1_800_000_000, exp: 1_800_000_002 })
  })

  test('are whole seconds, and a life is never too short by a second nor too long by one', () => {
    fc.assert(
      fc.property(now, seconds, (now, seconds) => {
        const { iat, exp } = lifetime(now, seconds, false)
        expect([iat, exp].every(Number.isInteger)).toBe(true)
        expect(iat).toBeLessThanOrEqual(now / 1000)
        expect(iat).toBeGreaterThan(now / 1000 - 1)
        expect(exp).toBeGreaterThan(now / 1000 + seconds - 1)
        expect(exp).toBeLessThan(now / 1000 + seconds + 1)
        if (seconds <= 5) expect(exp).toBeGreaterThanOrEqual(now / 1000 + seconds)
      }),
    )
  })

  test('of an expired token span the same life, which ended an hour ago', () => {
    fc.assert(
      fc.property(now, seconds, (now, seconds) => {
        const { iat, exp } = lifetime(now, seconds, true)
        expect(exp - iat).toBe(seconds)
        expect(exp).toBe(Math.floor(now / 1000) - 3600)
      }),
    )
  })
})
