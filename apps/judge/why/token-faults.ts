import { Buffer } from 'node:buffer'
import { bearerOf } from '#core/access/bearer-credentials'
import { AccessRefused } from '#core/access/dialect'
import { faultyClaims, isObject } from '#core/token/claims'
import { tryEveryCheck, type TriedCheck } from '#core/token/every-check'
import type { RejectionReason } from '#core/token/rejection'
import type { Expected, Question } from '../judgement.ts'
import { trustOfStrict } from '../judges/strict.ts'

/** A reason that says too little of what is wrong: which claim it was, or what could not be read. */
type SaidMoreClosely = 'malformed' | 'missing-claim' | 'invalid-claim' | 'not-active'

/** A look at the token alone finds none of these: a subject that nobody asks for, or what a registry or a memory knows. */
type BeyondToken = 'wrong-subject' | 'revoked-key' | 'expired-key' | 'pending-key' | 'revoked-token' | 'replayed'

/** What is wrong with a token, or with how it is brought. A new reason to reject is one of these until somebody says otherwise. */
export type FaultOfToken =
  | Exclude<RejectionReason, SaidMoreClosely | BeyondToken>
  | 'no-token'
  | 'two-tokens'
  /** Not `Bearer`, one space, and a token. */
  | 'odd-credentials'
  /** Another way to write the same bytes. */
  | 'odd-spelling'
  | 'odd-json'
  | 'odd-claim'
  | 'no-exp'
  | 'no-iat'
  | 'nbf-ahead'
  | 'iat-ahead'
  | 'end-before-begin'

/** What an explanation goes by. Nobody has checked any of it. */
export interface TokenFacts {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
  /** Registered claims whose type or value makes no sense, by name. */
  readonly odd: readonly string[]
  readonly expected: Expected
  readonly authorization: readonly string[]
  /** Those of the keys that are trusted. */
  readonly algorithms: readonly string[]
  /** Seconds since 1970. */
  readonly now: number
}

/** All that is wrong with what is brought, in the order of the checks of `strict`. */
export interface FoundFaults {
  readonly facts: TokenFacts
  readonly faults: readonly FaultOfToken[]
  /** The checks of `strict` that would say no, by name, and those that could not be asked, for nothing could be read. */
  readonly failed: readonly string[]
  readonly unknown: readonly string[]
}

/** Asks each check of `strict` by itself, so that what lies behind the first failure is found, too. */
export async function findFaults(question: Question): Promise<FoundFaults> {
  const { authorization, expected, now, keys } = question
  const { token, faults: brought } = broughtToken(authorization)
  const claims = leniently(token, 1)
  const facts = { header: leniently(token, 0), claims, odd: faultyClaims(claims), expected, authorization, algorithms: [...new Set(keys.keys.map(({ algorithm }) => algorithm))], now: now / 1000 } // prettier-ignore
  if (token === undefined) return { facts, faults: brought, failed: ['credentials'], unknown: [] }
  const tried = await tryEveryCheck(token, trustOfStrict(question), now)
  const namesWith = (wanted: TriedCheck['outcome']) => tried.flatMap(({ check, outcome }) => outcome === wanted ? [check] : []) // prettier-ignore
  const faults = [...new Set([...brought, ...tried.flatMap((check) => faultsOfCheck(check, facts))])]
  return {
    facts,
    faults: faults.filter((fault) => fault !== 'end-before-begin' || !faults.includes('expired')), // the same end
    failed: [...(brought.length > 0 ? ['credentials'] : []), ...namesWith('failed')],
    unknown: namesWith('unknown'),
  }
}

/** Of several the first is looked at: most systems see no other. */
function broughtToken([first, ...more]: readonly string[]): { token?: string; faults: FaultOfToken[] } {
  if (first === undefined) return { faults: ['no-token'] }
  const faults: FaultOfToken[] = more.length > 0 ? ['two-tokens'] : []
  try {
    const asked = { authorization: [first], method: 'GET', target: '/' }
    return { token: bearerOf(asked, { basicPassword: false }), faults }
  } catch (error) {
    if (!(error instanceof AccessRefused)) throw error
    const found = /bearer.?(.+)$/is.exec(first)?.[1]?.trim()
    return { ...(found !== undefined && { token: found }), faults: [...faults, 'odd-credentials'] }
  }
}

/** One part of a token as a lax reader has it; empty where it is no object. */
function leniently(token: string | undefined, at: number): Record<string, unknown> {
  try {
    const part = token?.split('.')[at] ?? ''
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}

function faultsOfCheck({ check, outcome, reason }: TriedCheck, { claims }: TokenFacts): FaultOfToken[] {
  if (outcome !== 'failed' || reason === undefined) return []
  switch (reason) {
    case 'malformed':
      return [check === 'form' ? 'odd-spelling' : 'odd-json']
    case 'missing-claim':
      return (['exp', 'iat'] as const).filter((claim) => !Object.hasOwn(claims, claim)).map((claim) => `no-${claim}` as const) // prettier-ignore
    case 'invalid-claim':
      return [check === 'lifetime' ? 'end-before-begin' : 'odd-claim']
    case 'not-active':
      return [check === 'issued-at' ? 'iat-ahead' : 'nbf-ahead']
    case 'wrong-subject':
    case 'revoked-key':
    case 'expired-key':
    case 'pending-key':
    case 'revoked-token':
    case 'replayed':
      return [] // strict does not ask here for what only a memory or a registry knows
    default:
      return [reason]
  }
}
