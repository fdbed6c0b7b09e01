/** The error codes of RFC 6750 §3.1. */
export type BearerError = 'invalid_request' | 'invalid_token' | 'insufficient_scope'

/**
 * The header `WWW-Authenticate` (RFC 6750 §3). Without an error when no token was sent: the caller may not know that
 * one is needed (§3.1). Every text comes from this project, so there is nothing to escape; what may stand there at all
 * is checked all the same.
 */
export function challenge(realm: string, error?: BearerError, description?: string): string {
  const parameters = [`realm="${quotable(realm)}"`]
  if (error) parameters.push(`error="${error}"`)
  if (description) parameters.push(`error_description="${quotable(description)}"`)
  return `Bearer ${parameters.join(', ')}`
}

/** %x20-21 / %x23-5B / %x5D-7E (RFC 6750 §3). */
function quotable(text: string): string {
  return text.replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, '')
}
