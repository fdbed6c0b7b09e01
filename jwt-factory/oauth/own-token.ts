import { judge } from '#core/access/judge'
import { isRevoked } from '#core/access/spent-and-revoked'
import type { RequestContext } from '#core/http/context'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import type { Claims } from '#core/token/claims'
import { TokenRejected } from '#core/token/rejection'
import { ANYONE, type Trust } from '#core/token/trust'
import type { Verdict } from '#core/token/verdict'
import { judgeParts, limits, type IssuerParts } from './parts.ts'

/** RFC 9068 §2.1. */
export const ACCESS_TOKEN = 'at+jwt'

/** RFC 9068 §2.2. */
const REQUIRED = ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti']

/** What is asked about a token that this issuer should have made. */
export interface OwnTokenQuestion {
  token: string
  /** For the trace. */
  what: string
  /** ANYONE where the caller looks at the audience itself. */
  audience: Trust['audience']
  /** Where more is needed than the setting says. */
  leewaySeconds?: number
}

/**
 * Judges an access token of this very issuer: its signature by a key of this issuer and of no other, its dates, and
 * whether it was revoked (RFC 7662 §4). Whatever else the process signs is none.
 */
export function judgeOwnToken(
  parts: IssuerParts,
  context: RequestContext,
  question: OwnTokenQuestion,
): Promise<Verdict> {
  const { issuer, rings, store } = parts
  const trust: Trust = {
    issuer: issuer.url,
    audience: question.audience,
    subject: ANYONE,
    algorithms: ALL_ALGORITHMS,
    type: ACCESS_TOKEN,
    required: REQUIRED,
    keys: rings.source(issuer.ringId),
    ...limits(parts),
    ...(question.leewaySeconds !== undefined && { leewaySeconds: question.leewaySeconds }),
  }
  const revocation = {
    check: 'revocation',
    rule: 'RFC 7009 §2: not revoked',
    async run(claims: Claims) {
      if (await isRevoked(store, claims)) throw new TokenRejected('revoked-token', { claim: 'jti' })
    },
  }
  return judge(question.token, trust, { ...judgeParts(parts, context, question.what), further: [revocation] })
}
