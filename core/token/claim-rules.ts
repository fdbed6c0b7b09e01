import { checkShapes, type Claims } from './claims.ts'
import { TokenRejected } from './rejection.ts'
import { ANYONE, type Trust } from './trust.ts'

/** The rules about claims. Each throws TokenRejected or returns; 'skipped' says that the trust does not ask for it. */
export type ClaimRule = (claims: Claims, trust: Trust, now: number) => void | 'skipped'

export const shapes: ClaimRule = (claims) => checkShapes(claims)

/** After issuer, audience and subject, so that a missing one of these is named as the wrong one that it is. */
export const required: ClaimRule = (claims, trust) => {
  for (const claim of trust.required) {
    if (!Object.hasOwn(claims, claim)) throw new TokenRejected('missing-claim', { claim })
  }
}

export const issuer: ClaimRule = (claims, trust) => {
  if (claims.iss !== trust.issuer) throw new TokenRejected('wrong-issuer', { claim: 'iss', expected: trust.issuer })
}

export const audience: ClaimRule = ({ aud }, trust) => {
  if (trust.audience === ANYONE) return 'skipped'
  const names = [trust.audience].flat()
  const meant = [aud].flat().some((each) => each !== undefined && names.includes(each))
  if (!meant) throw new TokenRejected('wrong-audience', { claim: 'aud', expected: names.join(' or ') })
  return
}

export const subject: ClaimRule = ({ sub }, trust) => {
  if (trust.subject === ANYONE) return 'skipped'
  if (sub !== trust.subject) throw new TokenRejected('wrong-subject', { claim: 'sub', expected: trust.subject })
  return
}

/** On or after `exp` is too late (RFC 7519 §4.1.4). */
export function notExpired({ exp }: Claims, { leewaySeconds }: Pick<Trust, 'leewaySeconds'>, now: number) {
  if (exp === undefined) return 'skipped'
  if (now >= exp + leewaySeconds) throw new TokenRejected('expired', { claim: 'exp', date: toDate(exp) })
  return
}

/** Before `nbf` is too early (RFC 7519 §4.1.5). */
export const active: ClaimRule = ({ nbf }, { leewaySeconds }, now) => {
  if (nbf === undefined) return 'skipped'
  if (now < nbf - leewaySeconds) throw new TokenRejected('not-active', { claim: 'nbf', date: toDate(nbf) })
  return
}

/** A token from the future was made by a clock that nobody here trusts (RFC 7523 §3 item 6). */
export const issuedBefore: ClaimRule = ({ iat }, { leewaySeconds }, now) => {
  if (iat === undefined) return 'skipped'
  if (now < iat - leewaySeconds) throw new TokenRejected('not-active', { claim: 'iat', date: toDate(iat) })
  return
}

/** A bound on the damage of a stolen token: own policy, as RFC 7523 §3 item 4 allows. */
export const maxLifetime: ClaimRule = ({ iat, exp }, { maxLifetimeSeconds, leewaySeconds }, now) => {
  if (exp === undefined) return 'skipped'
  const life = exp - (iat ?? now)
  if (iat !== undefined && life < 0)
    throw new TokenRejected('invalid-claim', { claim: 'exp', expected: 'later than iat' })
  if (life > maxLifetimeSeconds + leewaySeconds) {
    throw new TokenRejected('lifetime-too-long', { claim: 'exp', expected: `${maxLifetimeSeconds} s or less` })
  }
  return
}

/** A token bound to a key is worth nothing as a plain bearer token (RFC 7800 §3.1, RFC 9449 §7.2, RFC 8705 §3). */
export const unbound: ClaimRule = (claims) => {
  if (!Object.hasOwn(claims, 'cnf')) return 'skipped'
  throw new TokenRejected('bound-token', { claim: 'cnf' })
}

/**
 * All rules about claims, in their order, over claims for which somebody else vouches: the same as over a token.
 * @throws TokenRejected
 */
export function checkClaims(claims: unknown, trust: Trust, now: number): asserts claims is Claims {
  checkShapes(claims)
  for (const rule of ALL_RULES) rule(claims, trust, now)
}

const ALL_RULES: readonly ClaimRule[] = [
  issuer,
  audience,
  subject,
  required,
  notExpired,
  active,
  issuedBefore,
  maxLifetime,
  unbound,
]

const toDate = (seconds: number) => new Date(seconds * 1000)
