import { believe, hasValue, NotBelieved } from './believe.mjs'
import { CannotDecide, openPeopleKeys } from './people-keys.mjs'

/**
 * Who may come in.
 * @returns for each request `{ claims }`, or `{ status, message, challenge }` of the refusal (RFC 6750 §3)
 */
export function openDoor({ claim, value, issuer, audience, ...where }) {
  const keyFor = openPeopleKeys(where)
  return async function letIn(request) {
    const { authorization = [] } = request.headersDistinct
    if (authorization.length > 1) return refusal(400, 'send one Authorization header', 'invalid_request')
    const [, token] = /^Bearer +(.*)$/i.exec(authorization[0] ?? '') ?? []
    if (token === undefined) return refusal(401, 'a bearer token is needed')
    try {
      const claims = await believe(token, { keyFor, issuer, audience })
      if (hasValue(claims, claim, value)) return { claims }
      return refusal(403, `the token does not say ${claim}=${value}`, 'insufficient_scope')
    } catch (error) {
      if (error instanceof NotBelieved)
        return refusal(401, `the token is not believed: ${error.message}`, 'invalid_token')
      if (error instanceof CannotDecide) return { status: 503, message: error.message }
      throw error
    }
  }
}

/** Without a token there is no error code: the caller may not know that one is needed (RFC 6750 §3.1). */
function refusal(status, message, error) {
  return { status, message, challenge: `Bearer realm="people"${error === undefined ? '' : `, error="${error}"`}` }
}
