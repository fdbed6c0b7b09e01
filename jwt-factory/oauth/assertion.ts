import { judge } from '#core/access/judge'
import { spend } from '#core/access/spent-and-revoked'
import type { RequestContext } from '#core/http/context'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import type { Claims } from '#core/token/claims'
import { TokenRejected } from '#core/token/rejection'
import type { Trust } from '#core/token/trust'
import type { Verdict } from '#core/token/verdict'
import type { IssuerParts } from './parts.ts'
import { judgeParts } from './parts.ts'

/** The longest life of an assertion, in seconds: it is made for one request (RFC 7523 §3 item 4). */
const MAX_LIFE = 600

/** Who vouches in an assertion, for whom, and in which kinds of token. */
export type AssertionTrust = Pick<Trust, 'issuer' | 'subject' | 'type' | 'keys'>

/**
 * Judges an assertion (RFC 7523 §3): meant for this issuer alone, short-lived, signed by the key of who vouches, and
 * used once. The id is spent after everything else held, so that nobody burns the ids of others.
 */
export function judgeAssertion(
  parts: IssuerParts,
  context: RequestContext,
  assertion: string,
  trusted: AssertionTrust,
  what: string,
): Promise<Verdict> {
  const { issuer, store, config } = parts
  const trust: Trust = {
    ...trusted,
    audience: issuer.url,
    algorithms: ALL_ALGORITHMS,
    required: ['iss', 'sub', 'aud', 'exp', 'jti'],
    maxLifetimeSeconds: MAX_LIFE,
    leewaySeconds: config.leewaySeconds,
  }
  const further = [
    { check: 'only-audience', rule: 'draft 7523bis: the issuer is the only audience', run: refuseOtherAudiences },
    {
      check: 'replay',
      rule: 'RFC 7523 §3 item 7: used once',
      run: (claims: Claims) => spend(store, claims, config.leewaySeconds),
    },
  ]
  return judge(assertion, trust, { ...judgeParts(parts, context, what), further })
}

/** A second audience could replay the assertion here, or have got it from another issuer (CVE-2025-27370). */
function refuseOtherAudiences({ aud }: Claims): void {
  if (Array.isArray(aud) && aud.length > 1) throw new TokenRejected('wrong-audience', { claim: 'aud' })
}
