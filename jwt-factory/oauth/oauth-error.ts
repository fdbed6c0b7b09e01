import type { Request } from 'express'
import { shownPath, type ErrorShape } from '#core/http/answer-errors'
import { contextOf } from '#core/http/context'
import { Problem, type ProblemType } from '#core/http/problem'

/** The error codes of the OAuth routes, with the status that goes with each. */
const STATUS = {
  // RFC 6749 §5.2
  invalid_request: 400,
  invalid_client: 401,
  invalid_grant: 400,
  unauthorized_client: 400,
  unsupported_grant_type: 400,
  invalid_scope: 400,
  // RFC 6749 §4.1.2.1
  unsupported_response_type: 400,
  access_denied: 403,
  // RFC 8707 §2
  invalid_target: 400,
  // RFC 6750 §3.1
  invalid_token: 401,
  insufficient_scope: 403,
  // No standard has a code for "ask again later" here; RFC 7009 §2.2.1 says it by the status.
  temporarily_unavailable: 503,
} as const

export type OAuthErrorCode = keyof typeof STATUS

/**
 * An OAuth route says no (RFC 6749 §5.2). The description is of this project, never of the request: it holds no token,
 * no secret and nothing that a caller sent.
 */
export class OAuthError extends Problem {
  readonly code: OAuthErrorCode

  constructor(code: OAuthErrorCode, description: string, extra: OAuthErrorExtra = {}) {
    const { status = STATUS[code], headers = {}, cause } = extra
    super('oauth-refused', printable(description), { status, headers, cause, members: { error: code } })
    this.code = code
  }
}

export interface OAuthErrorExtra {
  /** Where the usual status of the code does not fit. */
  status?: number
  headers?: Record<string, string>
  cause?: unknown
}

/**
 * After a try with the header Authorization, a 401 must challenge (RFC 6749 §5.2). After any other it does not: of an answer
 * with a challenge, clients such as openid-client and oauth4webapi report that and do not read the error. For those who have
 * sent the header the error stands in the challenge, too, as RFC 6750 §3 writes it.
 */
function challengeOf({ headers }: Request, { code, status, detail }: OAuthError): Record<string, string> {
  if (code !== 'invalid_client' || status !== 401 || headers.authorization === undefined) return {}
  const error = `error="${code}", error_description="${detail}"`
  return { 'www-authenticate': `Basic realm="jwt-factory", charset="UTF-8", ${error}` }
}

/** %x20-21 / %x23-5B / %x5D-7E (RFC 6749 §5.2). */
const printable = (text: string) => text.replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, "'")

/** The shape of every error of the OAuth routes (RFC 6749 §5.2), whoever throws it. */
export const oauthShape: ErrorShape = (problem, request) => {
  const refusal = problem instanceof OAuthError ? problem : asOAuthError(problem)
  const { code, detail, status, headers } = refusal
  const { recorder } = contextOf(request)
  if (recorder.isOn) recorder.step({ verb: 'refuses', what: 'the request', reason: `${code}: ${detail}` })
  return {
    status,
    headers: { ...challengeOf(request, refusal), ...headers, pragma: 'no-cache' },
    body: { error: code, error_description: detail },
    log: { event: 'oauth-refused', fields: { error: code, path: shownPath(request) } },
  }
}

/** What only this room knows: the codes for problems that are not its own. */
const CODES: Partial<Record<ProblemType, OAuthErrorCode>> = {
  'cannot-decide': 'temporarily_unavailable',
  'too-many-keys': 'temporarily_unavailable',
  'injected-fault': 'temporarily_unavailable',
}

function asOAuthError({ type, detail, status, headers, cause }: Problem): OAuthError {
  return new OAuthError(CODES[type] ?? 'invalid_request', DETAILS[type] ?? detail, { status, headers, cause })
}

/** Without its memory the issuer can neither promise nor believe anything: fail closed (RFC 7009 §2.2.1). */
const DETAILS: Partial<Record<ProblemType, string>> = {
  'cannot-decide': 'The issuer cannot decide at the moment. Ask again in a moment',
}
