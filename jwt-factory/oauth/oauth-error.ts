/** The error codes of the OAuth routes, with the status that goes with each. */
const STATUS = {
  // RFC 6749 §5.2
  invalid_request: 400,
  invalid_client: 401,
  invalid_grant: 400,
  unauthorized_client: 400,
  unsupported_grant_type: 400,
  invalid_scope: 400,
  // RFC 8707 §2
  invalid_target: 400,
  // No standard has a code for "ask again later" here; RFC 7009 §2.2.1 says it by the status.
  temporarily_unavailable: 503,
} as const

export type OAuthErrorCode = keyof typeof STATUS

/**
 * An OAuth route says no (RFC 6749 §5.2). The description is of this project, never of the request: it holds no token,
 * no secret and nothing that a caller sent.
 */
export class OAuthError extends Error {
  override readonly name = 'OAuthError'
  readonly code: OAuthErrorCode
  readonly description: string
  readonly status: number
  readonly headers: Record<string, string>

  constructor(code: OAuthErrorCode, description: string, extra: OAuthErrorExtra = {}) {
    super(`${code}: ${description}`, { cause: extra.cause })
    this.code = code
    this.description = printable(description)
    this.status = extra.status ?? STATUS[code]
    this.headers = extra.headers ?? (code === 'invalid_client' ? CHALLENGE : {})
  }
}

export interface OAuthErrorExtra {
  /** Where the usual status of the code does not fit. */
  status?: number
  headers?: Record<string, string>
  cause?: unknown
}

/** Every 401 says how to do better (RFC 9110 §15.5.2), and must after a try with Basic (RFC 6749 §5.2). */
const CHALLENGE = { 'www-authenticate': 'Basic realm="jwt-factory", charset="UTF-8"' }

/** %x20-21 / %x23-5B / %x5D-7E (RFC 6749 §5.2). */
const printable = (text: string) => text.replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, "'")
