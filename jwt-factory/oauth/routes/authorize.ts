import type { RequestHandler } from 'express'
import { OAuthError } from '../oauth-error.ts'

/** What the authorization endpoint is asked for (OAuth 2.0 Multiple Response Type Encoding Practices §4): nothing. */
export const RESPONSE_TYPES: readonly string[] = ['none']

/**
 * The authorization endpoint (RFC 6749 §3.1). Nobody logs in here, so whatever is asked for is refused, as §4.1.2.1 says it:
 * this is where the browser of a client ends that was set up for a login. No redirect URI is registered, so none is followed.
 * @throws OAuthError always
 */
export const authorize: RequestHandler = ({ query }) => {
  const { response_type: type } = query
  if (typeof type !== 'string' || type === '')
    throw new OAuthError('invalid_request', 'The parameter response_type is required, once')
  if (!RESPONSE_TYPES.includes(type))
    throw new OAuthError('unsupported_response_type', `The parameter response_type must be none. ${NO_LOGIN}`)
  throw new OAuthError('access_denied', NO_LOGIN)
}

const NO_LOGIN = 'Nobody can log in at this issuer: its tokens are for services, which get them at its token endpoint'
