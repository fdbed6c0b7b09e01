import { challenge } from '#core/access/challenge'
import { TITLES, type RejectionReason } from '#core/token/rejection'

/** Why nobody is let in. */
export type GuardReason =
  RejectionReason | 'no-credentials' | 'invalid-request' | 'insufficient-scope' | 'cannot-decide'

const NOT_HAD = 'The keys of the issuer, or the list of revoked tokens, cannot be had now.'

/** What goes out: no part of the token, and no key. */
export interface GuardAnswer {
  status: number
  headers: Record<string, string>
  body: string
}

/**
 * What is looked at once the signature holds. Whoever is told has a token of the issuer; a stranger is told no more than that the token is
 * not believed: not which keys there are, and not which algorithms.
 */
const TOLD_TO_HOLDERS: ReadonlySet<GuardReason> = new Set<GuardReason>([
  'missing-claim',
  'invalid-claim',
  'wrong-issuer',
  'wrong-audience',
  'wrong-subject',
  'expired',
  'not-active',
  'lifetime-too-long',
  'bound-token',
  'revoked-token',
])

/** The answer to a refusal (RFC 6750 §3, RFC 9457). @param scopes what the service asks for */
export function refusalAnswer(reason: GuardReason, realm: string, scopes: readonly string[]): GuardAnswer {
  switch (reason) {
    case 'no-credentials':
      return answer(401, 'A token is needed here', reason, challenge(realm)) // no error code: §3.1
    case 'invalid-request': {
      const title = 'The credentials cannot be read'
      return answer(400, title, reason, challenge(realm, 'invalid_request', title))
    }
    case 'insufficient-scope': {
      const title = 'The token does not allow this'
      const said = `${challenge(realm, 'insufficient_scope', title)}, scope="${scopes.join(' ')}"`
      return answer(403, title, reason, said)
    }
    case 'cannot-decide':
      return answer(503, 'This cannot be decided at the moment', reason, undefined, { 'retry-after': '1' }, NOT_HAD)
    default: {
      const isTold = TOLD_TO_HOLDERS.has(reason)
      const title = isTold ? TITLES[reason] : 'The token is not believed'
      return answer(401, title, isTold ? reason : 'invalid-token', challenge(realm, 'invalid_token', title))
    }
  }
}

function answer(
  status: number,
  title: string,
  reason: string,
  said?: string,
  further: Record<string, string> = {},
  detail?: string,
): GuardAnswer {
  return {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(said !== undefined && { 'www-authenticate': said }),
      ...further,
    },
    body: `${JSON.stringify({ type: `urn:jwt-sandbox:problem:${reason}`, title, status, reason, ...(detail !== undefined && { detail }) })}\n`,
  }
}
