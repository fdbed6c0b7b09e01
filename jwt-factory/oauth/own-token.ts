import { examine, type Examined, type RefusalLog } from '#core/access/judge'
import { notRevoked } from '#core/access/spent-and-revoked'
import type { Clock } from '#core/clock'
import type { KeyRings } from '#core/rings/key-rings'
import type { Store } from '#core/store/store'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import { ANYONE, type Trust } from '#core/token/trust'
import type { RequestContext } from '#core/trace/request-context'
import type { TokenLimits } from '../config.ts'
import type { Issuer } from '../issuer.ts'

/** RFC 9068 §2.1. */
export const ACCESS_TOKEN = 'at+jwt'

/** What token exchange makes for another issuer (draft 7523bis): changed there for an access token. */
export const GRANT_ASSERTION = 'authorization-grant+jwt'

/** RFC 9068 §2.2. */
export const REQUIRED_CLAIMS = ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti']

/** What is asked about a token that this issuer should have made. */
export interface OwnTokenQuestion {
  token: string
  /** For the trace. */
  what: string
  /** ANYONE where the caller looks at the audience itself. */
  audience: Trust['audience']
  /** As of when its dates and its key are looked at; now by itself. Milliseconds since 1970. */
  at?: number
  /** Other kinds of token that will do; an access token by itself. */
  type?: Trust['type']
}

export type JudgeOwnToken = (context: RequestContext, question: OwnTokenQuestion) => Promise<Examined>

/**
 * Judges access tokens of this very issuer: their signature by a key of this issuer and of no other, their dates, and
 * whether they were revoked (RFC 7662 §4). Whatever else the process signs is none.
 */
export function ownTokenJudge({ issuer, rings, store, clock, log, limits }: OwnTokenParts): JudgeOwnToken {
  const revocation = notRevoked(store)
  return (context, { token, what, audience, at, type = ACCESS_TOKEN }) => {
    const now = at === undefined ? clock.now : () => at
    const trust: Trust = {
      issuer: issuer.url,
      audience,
      subject: ANYONE,
      algorithms: ALL_ALGORITHMS,
      type,
      required: REQUIRED_CLAIMS,
      keys: rings.source(issuer.ringId, now),
      ...limits,
    }
    return examine(token, trust, { clock: { ...clock, now }, context, log, what, further: [revocation] })
  }
}

export interface OwnTokenParts {
  issuer: Issuer
  rings: KeyRings
  store: Store
  clock: Clock
  log: RefusalLog
  limits: TokenLimits
}
