import { challenge, type BearerError } from './challenge.ts'
import type { AccessReason, DialectAnswer, AccessRefusal } from './dialect.ts'
import { titleOfRefusal } from './reason-titles.ts'

/** How a refusal is answered, when it is not that a token is not believed (RFC 6750 §3.1). */
const ANSWERS: Partial<Record<AccessReason, { status: number; type: string; error?: BearerError | 'none' }>> = {
  'no-credentials': { status: 401, type: 'no-credentials' },
  'invalid-request': { status: 400, type: 'invalid-request', error: 'invalid_request' },
  'claim-not-allowed': { status: 403, type: 'not-allowed', error: 'insufficient_scope' },
  'cannot-decide': { status: 503, type: 'cannot-decide', error: 'none' },
}

const NOT_BELIEVED = { status: 401, type: 'token-refused', error: 'invalid_token' } as const

/**
 * How a strict dialect says no: the status and challenge of RFC 6750 §3, and a problem (RFC 9457) with a stable `reason`,
 * the check, and the claim at fault. Nothing of it comes from the request.
 * @param realm whose door this is
 */
export function strictAnswer(realm: string): (refusal: AccessRefusal) => DialectAnswer {
  return ({ reason, check, claim }) => {
    const { status, type, error } = ANSWERS[reason] ?? NOT_BELIEVED
    const title = titleOfRefusal({ reason, check })
    const said = error === undefined ? challenge(realm) : error === 'none' ? undefined : challenge(realm, error, title)
    return problemAnswer(
      { type, title, status, reason, check, claim },
      said === undefined ? {} : { 'www-authenticate': said },
    )
  }
}

/** What a strict proxy says to requests that it does not look at. */
export const STRICT_PROXY_ANSWERS = {
  /** A reverse proxy is asked for a path (RFC 9112 §3.2.1). */
  absoluteTarget: problemAnswer({
    type: 'invalid-input',
    title: 'This is a reverse proxy: ask for a path, not for an address',
    status: 400,
    reason: 'invalid-request',
  }),
  /** RFC 9110 §9.3.6, §15.5.6: nobody gets a tunnel past the checks. */
  connect: problemAnswer(
    {
      type: 'method-not-allowed',
      title: 'This is a reverse proxy: it opens no tunnels',
      status: 405,
      reason: 'invalid-request',
    },
    { allow: 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS' },
  ),
} as const

function problemAnswer(
  {
    type,
    ...members
  }: { type: string; title: string; status: number; reason: AccessReason; check?: string; claim?: string | undefined },
  headers: Record<string, string> = {},
): DialectAnswer {
  return {
    status: members.status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
    body: `${JSON.stringify({ type: `urn:jwt-sandbox:problem:${type}`, ...members })}\n`,
  }
}
