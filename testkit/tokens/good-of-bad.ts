import type { AttackTarget, IssuerHand } from '#attacks'
import type { Algorithm } from '#core/token/algorithms'
import type { TokenParts } from '#core/token/token-change'
import { goodParts } from '../../apps/probe/issuer/good-token.ts'
import type { BadTokenFacts, BadTokenParts } from './bad-token-parts.ts'
import { TEST_SUBJECT } from './make-tokens.ts'
import type { GoodShape } from './shape-token.ts'

/** What is said of a good token beside its dates: the same as of one that `token()` makes. */
export function saidOfGood(
  { url, usualAudience, usualClaims }: Pick<BadTokenParts, 'url' | 'usualAudience' | 'usualClaims'>,
  { audience, scope, claims }: BadTokenFacts,
): Record<string, unknown> {
  return {
    iss: url,
    sub: TEST_SUBJECT,
    aud: audience ?? usualAudience,
    client_id: TEST_SUBJECT,
    ...(scope !== undefined && { scope }),
    ...usualClaims,
    ...claims,
  }
}

/** The good token that a bad one is made of, before the callback of the test and before the defect. */
export function plainParts(
  parts: BadTokenParts,
  hand: IssuerHand,
  facts: BadTokenFacts,
  algorithm?: Algorithm,
): TokenParts {
  const { now, lifetimeSeconds } = parts
  const { header, claims } = goodParts({
    target: targetOf(parts, facts),
    issuer: hand,
    now: now(),
    lifetimeSeconds,
    claims: saidOfGood(parts, facts),
    algorithm,
  })
  const { nbf, ...others } = claims
  return { header, claims: nbf === claims['iat'] ? others : claims } // one of token() has none either
}

/** What a case is told of the service under test. */
export function targetOf(
  { url, audiences, usualAudience, algorithms }: BadTokenParts,
  facts: BadTokenFacts,
): AttackTarget {
  const audience = facts.audience ?? usualAudience
  const other = facts.otherAudience ?? audiences?.find((each) => each !== audience) ?? `${audience}-other`
  return {
    issuer: url,
    audience,
    otherAudience: other,
    type: 'at+jwt',
    path: '/',
    leewaySeconds: facts.leeway ?? 0,
    algorithms: facts.algorithms ?? algorithms,
    ...(facts.scope !== undefined && { scope: facts.scope }),
    ...(facts.actor !== undefined && { actor: facts.actor }),
  }
}

/** A callback may have another type, issuer or audience in its good tokens: then these are what is right. */
export function targetAsShaped(target: AttackTarget, { claims, header }: GoodShape): AttackTarget {
  const { iss, aud } = claims.set
  const { typ } = header.set
  return {
    ...target,
    ...(typeof iss === 'string' && { issuer: iss }),
    ...(typeof aud === 'string' && { audience: aud }),
    ...(typeof typ === 'string' && { type: typ }),
  }
}

/** Cases that take a claim out which the good tokens of a test may lack. */
const TAKES_OUT: Readonly<Record<string, string>> = {
  'aud-missing': 'aud',
  'iss-missing': 'iss',
  'sub-missing': 'sub',
  'exp-missing': 'exp',
  'iat-missing': 'iat',
  'jti-missing': 'jti',
  'client-id-missing': 'client_id',
}

/** @throws Error where nothing would be wrong about it: a service that believes it is right */
export function refuseSameAsGood(id: string, { claims }: GoodShape): void {
  const claim = TAKES_OUT[id]
  if (claim !== undefined && claims.without.includes(claim))
    throw new Error(`${id} cannot be made: beforeToken takes ${claim} out of good tokens, too.`)
}
