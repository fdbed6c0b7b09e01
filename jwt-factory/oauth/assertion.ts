import { examine, type Examined, type RefusalLog } from '#core/access/judge'
import { notRevoked, spend } from '#core/access/spent-and-revoked'
import type { Clock } from '#core/clock'
import type { Store } from '#core/store/store'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import type { Claims } from '#core/token/claims'
import { TokenRejected } from '#core/token/rejection'
import type { Trust } from '#core/token/trust'
import type { RequestContext } from '#core/trace/request-context'
import type { Issuer } from '../issuer.ts'

/** The longest life of an assertion, in seconds: it is made for one request (RFC 7523 §3 item 4). */
const MAX_LIFE = 600

/** Who vouches in an assertion, for whom, and in which kinds of token. */
export type AssertionTrust = Pick<Trust, 'issuer' | 'subject' | 'type' | 'keys'>

/** @param what what it is, for the trace */
export type JudgeAssertion = (
  context: RequestContext,
  assertion: string,
  trusted: AssertionTrust,
  what: string,
) => Promise<Examined>

/**
 * Judges assertions (RFC 7523 §3): meant for this issuer alone, short-lived, signed by the key of who vouches, and
 * used once. The id is spent after everything else held, so that nobody burns the ids of others.
 */
export function assertionJudge({ issuer, store, clock, log, leewaySeconds }: AssertionParts): JudgeAssertion {
  const further = [
    {
      check: 'only-audience',
      rule: 'draft 7523bis: the issuer is the only audience',
      run: refuseOtherAudiences(issuer),
    },
    notRevoked(store),
    {
      check: 'replay',
      rule: 'RFC 7523 §3 item 7: used once',
      run: (claims: Claims) => spend(store, claims, leewaySeconds),
    },
  ]
  return (context, assertion, trusted, what) => {
    const trust: Trust = {
      ...trusted,
      audience: issuer.url,
      algorithms: ALL_ALGORITHMS,
      required: ['iss', 'sub', 'aud', 'exp', 'jti'],
      maxLifetimeSeconds: MAX_LIFE,
      leewaySeconds,
    }
    return examine(assertion, trust, { clock, context, log, what, further })
  }
}

export interface AssertionParts {
  issuer: Issuer
  store: Store
  clock: Clock
  log: RefusalLog
  leewaySeconds: number
}

/** A second audience could replay the assertion here, or have got it from another issuer (CVE-2025-27370). */
const refuseOtherAudiences =
  ({ url }: Issuer) =>
  ({ aud }: Claims): void => {
    if (!Array.isArray(aud) || aud.length === 1) return
    throw new TokenRejected('wrong-audience', { claim: 'aud', expected: `${url} alone` })
  }
