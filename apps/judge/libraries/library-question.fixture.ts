import { generateKeyPairSync, sign as signBytes, type KeyObject } from 'node:crypto'
import type { JWK } from 'jose'
import { loadKeySet } from '#core/keys/key-set'
import type { Judge, JudgedCheck, Question } from '../judgement.ts'

/** What the tests of these judges ask: one key, one issuer, one audience. */
export const LIBRARY_ISSUER = 'https://issuer.example'
export const LIBRARY_AUDIENCE = 'serviceb'

const KID = 'key-1'
const ours = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const foreign = generateKeyPairSync('ec', { namedCurve: 'P-256' })

export interface TokenFaults {
  header?: Readonly<Record<string, unknown>>
  claims?: Readonly<Record<string, unknown>>
  /** In place of the claims. */
  payload?: string
  signedBy?: 'stranger' | 'nobody'
}

/** A good token but for what is said. @param now seconds since 1970 */
export function makeToken({ header, claims, payload, signedBy }: TokenFaults, now: number): string {
  const good = { iss: LIBRARY_ISSUER, aud: [LIBRARY_AUDIENCE], sub: 'servicea', iat: now - 10, exp: now + 300 }
  const parts = [
    JSON.stringify({ alg: 'ES256', kid: KID, typ: 'JWT', ...header }),
    payload ?? JSON.stringify({ ...good, ...claims }),
  ]
  const signed = parts.map((part) => Buffer.from(part).toString('base64url')).join('.')
  if (signedBy === 'nobody') return `${signed}.`
  return `${signed}.${signatureOf(signed, signedBy === 'stranger' ? foreign.privateKey : ours.privateKey)}`
}

const signatureOf = (text: string, key: KeyObject) =>
  signBytes('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')

/** @param now seconds since 1970 */
export async function questionFor(authorization: readonly string[], now: number): Promise<Question> {
  const jwk: JWK = { ...ours.publicKey.export({ format: 'jwk' }), kid: KID, alg: 'ES256', use: 'sig' }
  const jwks = { keys: [jwk] }
  const { keys } = await loadKeySet(jwks)
  return {
    authorization,
    expected: { issuer: LIBRARY_ISSUER, audience: LIBRARY_AUDIENCE },
    keys: { keys, jwks, from: 'a test' },
    now: now * 1000,
  }
}

/** One fault for each check of a library, in the order of its checks. */
export type FaultOf = Readonly<Record<string, TokenFaults>>

/**
 * Tokens with two faults, for each two checks that come one after the other.
 * @returns which check decided, where it is not the first of the two
 */
export async function wrongOrder(judge: Judge, faults: FaultOf, now: number): Promise<string[]> {
  const names = Object.keys(faults)
  const wrong: string[] = []
  for (const [at, first] of names.slice(0, -1).entries()) {
    for (const second of names.slice(at + 1)) {
      const both = together(faults[first] ?? {}, faults[second] ?? {})
      const { decidedBy } = await judge.judge(await questionFor([`Bearer ${makeToken(both, now)}`], now))
      if (decidedBy !== first) wrong.push(`${first} and ${second}: ${decidedBy}`)
    }
  }
  return wrong
}

/** The first comes first where both change the same. */
const together = (first: TokenFaults, second: TokenFaults): TokenFaults => ({
  ...second,
  ...first,
  header: { ...second.header, ...first.header },
  claims: { ...second.claims, ...first.claims },
})

/** The outcome of each check by its name. */
export const outcomes = (checks: readonly JudgedCheck[]): Record<string, JudgedCheck['outcome']> =>
  Object.fromEntries(checks.map(({ check, outcome }) => [check, outcome]))
