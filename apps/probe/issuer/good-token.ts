import { randomUUID } from 'node:crypto'
import { CannotBeMade, type AttackTarget, type IssuerHand } from '#attacks'
import type { Algorithm } from '#core/token/algorithms'
import type { TokenParts } from '#core/token/token-change'

/** How long a good token lives, where nobody says. Seconds. */
const USUAL_LIFE = 300

export interface GoodTokenFacts {
  readonly target: AttackTarget
  readonly issuer: IssuerHand
  /** Seconds since 1970. */
  readonly now: number
  readonly lifetimeSeconds: number | undefined
  /** Laid over its claims; undefined leaves one out. */
  readonly claims: Readonly<Record<string, unknown>>
  /** By which key; absent: by the first that the target has enabled. */
  readonly algorithm: Algorithm | undefined
}

/** Whom a good token is about, where nobody says: with a client that is registered for the run, that one. */
export const PROBE_SUBJECT = 'jwt-sandbox-probe'

/** The good token of the target before anybody signs it, as an issuer that knows its claims would make it (RFC 9068 §2). */
export function goodParts({ target, issuer, now, lifetimeSeconds, claims, algorithm }: GoodTokenFacts): TokenParts {
  const alg = algorithm ?? usualFor(target, issuer)
  return {
    header: { alg, typ: target.type, kid: issuer.kid(alg) },
    claims: {
      iss: target.issuer,
      sub: PROBE_SUBJECT,
      aud: target.audience,
      client_id: PROBE_SUBJECT,
      ...(target.scope !== undefined && { scope: target.scope }),
      ...claims,
      iat: now,
      nbf: now,
      exp: now + (lifetimeSeconds ?? USUAL_LIFE),
      jti: randomUUID(),
    },
  }
}

function usualFor({ algorithms }: AttackTarget, issuer: IssuerHand): Algorithm {
  const usual = algorithms.find((each) => issuer.algorithms.includes(each))
  if (usual) return usual
  throw new CannotBeMade(`the issuer has no key for ${algorithms.join(', ')}`)
}
