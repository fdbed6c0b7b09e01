import { generateKeyPairSync, sign as signBytes, type KeyObject } from 'node:crypto'
import type { JWK } from 'jose'
import { bringToken } from '#core/token/bring-token'
import { EXPIRED_ONE, NAMED_TOKENS, namedParts, type NamedTokenId } from '#core/token/named-tokens'
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
  signedBy?: 'stranger' | 'nobody' | undefined
}

const goodParts = (now: number) => ({
  header: { alg: 'ES256', kid: KID, typ: 'JWT' },
  claims: { iss: LIBRARY_ISSUER, aud: [LIBRARY_AUDIENCE], sub: 'servicea', iat: now - 10, exp: now + 300 },
})

/** A good token but for what is said. @param now seconds since 1970 */
export function makeToken({ header, claims, payload, signedBy }: TokenFaults, now: number): string {
  const good = goodParts(now)
  const changed = payload ?? JSON.stringify({ ...good.claims, ...claims })
  return signParts(JSON.stringify({ ...good.header, ...header }), changed, signedBy)
}

function signParts(header: string, claims: string, signedBy: TokenFaults['signedBy']): string {
  const signed = [header, claims].map((part) => Buffer.from(part).toString('base64url')).join('.')
  if (signedBy === 'nobody') return `${signed}.`
  return `${signed}.${signatureOf(signed, signedBy === 'stranger' ? foreign.privateKey : ours.privateKey)}`
}

const signatureOf = (text: string, key: KeyObject) =>
  signBytes('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')

/**
 * The headers in which a named token comes.
 * @param now seconds since 1970
 * @param fixed claims that are so of the good one, and stay so unless they are what the name is about
 */
export function bringNamed(name: NamedTokenId, now: number, fixed: { aud?: string } = {}): readonly string[] {
  const named = (each: NamedTokenId) => {
    const { header, claims, signedBy } = namedParts(each, goodParts(now), now)
    const isOurs = JSON.stringify(claims['aud']) === JSON.stringify([LIBRARY_AUDIENCE])
    return signParts(JSON.stringify(header), JSON.stringify({ ...claims, ...(isOurs && fixed) }), signedBy)
  }
  return bringToken(NAMED_TOKENS[name], named(name), named(EXPIRED_ONE))
}

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
export async function wrongOrder(judge: Judge, faults: FaultOf, clock: () => number): Promise<string[]> {
  const names = Object.keys(faults)
  const wrong: string[] = []
  for (const [at, first] of names.slice(0, -1).entries()) {
    for (const second of names.slice(at + 1)) {
      const now = clock()
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
