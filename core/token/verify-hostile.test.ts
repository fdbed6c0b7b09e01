import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { generateKeyPair } from 'jose'
import { describe, expect, test } from 'vitest'
import { anyCharacter, anyText } from '../../tests/support/any-text.ts'
import { fuzzRuns } from '../../tests/support/soak-size.ts'
import { TokenRejected } from './rejection.ts'
import { signToken } from './sign.ts'
import type { Trust } from './trust.ts'
import { verifyToken } from './verify.ts'

const NOW = 1_800_000_000
const { privateKey, publicKey } = await generateKeyPair('Ed25519')
const signer = { kid: 'key-1', algorithm: 'Ed25519', privateKey } as const
const TRUST: Trust = {
  issuer: 'https://jwt-factory/',
  audience: 'serviceb',
  subject: 'servicea',
  algorithms: ['Ed25519'],
  type: 'JWT',
  required: ['jti'],
  maxLifetimeSeconds: 3600,
  leewaySeconds: 5,
  keys: { select: () => ({ kid: 'key-1', algorithm: 'Ed25519', publicKey }) },
}
const CLAIMS = { iss: TRUST.issuer, aud: 'serviceb', sub: 'servicea', iat: NOW, exp: NOW + 60, jti: 'token-1' }
const good = await signToken(CLAIMS, signer, 'JWT')

/** @returns the claims, or the refusal; whatever else is thrown goes on and fails the test */
async function judge(token: unknown): Promise<unknown> {
  try {
    return await verifyToken(token, TRUST, () => NOW * 1000)
  } catch (error) {
    if (error instanceof TokenRejected) return error
    throw error
  }
}

async function isRefused(token: unknown): Promise<void> {
  expect(await judge(token)).toBeInstanceOf(TokenRejected)
}

const encode = (bytes: string | Uint8Array) => Buffer.from(bytes).toString('base64url')

describe('whatever comes as a token', () => {
  test('the good one is believed: the refusals below are not a matter of course', async () => {
    expect(await judge(good)).toEqual(CLAIMS)
  })

  test('any value is refused properly', async () => {
    await fc.assert(fc.asyncProperty(fc.anything({ withBigInt: true, withDate: true, withMap: true }), isRefused))
  })

  test('any text is refused properly', async () => {
    const text = fc.oneof(anyText(), fc.stringMatching(/^[\w.-]*$/), fc.base64String())
    await fc.assert(fc.asyncProperty(text, isRefused), { numRuns: fuzzRuns(300) })
  })

  test('any three segments of bytes or of JSON are refused properly', async () => {
    const segment = fc.oneof(fc.uint8Array(), fc.json()).map(encode)
    const header = fc.constantFrom('{"alg":"Ed25519"}', '{"alg":"Ed25519","typ":"JWT","kid":"key-1"}').map(encode)
    await fc.assert(
      fc.asyncProperty(fc.oneof(segment, header), segment, segment, (...segments) => isRefused(segments.join('.'))),
      { numRuns: fuzzRuns(300) },
    )
  })

  test('a good token with any letter changed, taken out or put in is refused properly', async () => {
    const letter = fc.oneof(anyCharacter, fc.stringMatching(/^[\w.-]$/))
    const place = fc.nat(good.length - 1)
    await fc.assert(
      fc.asyncProperty(place, fc.nat(1), fc.oneof(letter, fc.constant('')), async (at, taken, put) => {
        const mutant = good.slice(0, at) + put + good.slice(at + taken)
        fc.pre(mutant !== good)
        await isRefused(mutant)
      }),
      { numRuns: fuzzRuns(1000) },
    )
  })

  test('a good token that is cut off anywhere is refused properly', async () => {
    for (let length = 0; length < good.length; length++) await isRefused(good.slice(0, length))
  })

  test('claims of any type, signed by the right key, are believed as they are or refused properly', async () => {
    const value = fc.oneof(
      fc.constantFrom(...Object.values(CLAIMS), [], {}, null, -1, 1e308, '', ['serviceb', 1], { act: [] }),
      fc.jsonValue(),
    )
    const name = fc.constantFrom(...Object.keys(CLAIMS), 'nbf', 'scope', 'act', 'may_act', 'cnf', 'client_id', 'x')
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, value), async (changes) => {
        const claims = { ...CLAIMS, ...changes }
        const verdict = await judge(await signToken(claims, signer, 'JWT'))
        if (!(verdict instanceof TokenRejected)) expect(verdict).toEqual(JSON.parse(JSON.stringify(claims)))
      }),
      { numRuns: fuzzRuns(300) },
    )
  })

  test('a payload of any JSON value, signed by the right key, is refused properly', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (payload) => {
        // What the type forbids is the point here.
        await isRefused(await signToken(payload as Record<string, unknown>, signer, 'JWT'))
      }),
    )
  })

  test.each([10, 31, 32, 4000])('claims that are %d levels deep do not bring it down', async (depth) => {
    const deep = JSON.parse('['.repeat(depth) + ']'.repeat(depth))
    const verdict = await judge(await signToken({ ...CLAIMS, deep }, signer, 'JWT'))
    expect(verdict instanceof TokenRejected).toBe(depth > 31)
  })
})
