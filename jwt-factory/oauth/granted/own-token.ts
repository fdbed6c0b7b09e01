import { examine, type Examined, type RefusalLog } from '#core/access/judge'
import { notRevoked } from '#core/access/spent-and-revoked'
import type { Clock } from '#core/clock'
import type { Store } from '#core/store/store'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import { tokenHints } from '#core/token/token-hints'
import { ANYONE, type Trust } from '#core/token/trust'
import type { RequestContext } from '#core/trace/request-context'
import type { TokenLimits } from '../../config.ts'
import type { Issuer, Issuers } from '../../issuer.ts'
import type { TokenShapes } from '../../registered-clients/token-shapes.ts'

/** RFC 9068 §2.1. */
export const ACCESS_TOKEN = 'at+jwt'

/** An access token as readers expect it that do not know RFC 9068. */
export const TYP_JWT = 'JWT'

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
 * Judges access tokens of this very issuer: their signature by a key of this issuer and of no other, their type and dates, and
 * whether they were revoked (RFC 7662 §4). Whatever else the process signs is none.
 */
export function ownTokenJudge({ issuer, issuers, shapes, store, clock, log, limits }: OwnTokenParts): JudgeOwnToken {
  const revocation = notRevoked(store)
  /** One of the type JWT is an access token only where those of this client, or for this audience, are declared to be. */
  const accessTypes = (token: string): Trust['type'] => {
    const { tokenType = ACCESS_TOKEN } = shapes.ofToken(issuer, tokenHints(token))
    return tokenType === ACCESS_TOKEN ? ACCESS_TOKEN : [ACCESS_TOKEN, tokenType]
  }
  return (context, { token, what, audience, at, type = accessTypes(token) }) => {
    const now = at === undefined ? clock.now : () => at
    const trust: Trust = {
      issuer: issuer.url,
      audience,
      subject: ANYONE,
      algorithms: ALL_ALGORITHMS,
      type,
      required: REQUIRED_CLAIMS,
      keys: issuers.keysOf(issuer, now),
      ...limits,
    }
    return examine(token, trust, { clock: { ...clock, now }, context, log, what, further: [revocation] })
  }
}

export interface OwnTokenParts {
  issuer: Issuer
  issuers: Issuers
  shapes: TokenShapes
  store: Store
  clock: Clock
  log: RefusalLog
  limits: TokenLimits
}
