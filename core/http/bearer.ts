import type { IncomingMessage } from 'node:http'
import { headersNamed } from './guard.ts'
import { Problem } from './problem.ts'

/**
 * Reads the bearer token of a request (RFC 6750 §2.1). The scheme ignores case and one or more spaces may follow it
 * (RFC 9110 §11.1); the token itself is not looked at.
 * @returns undefined when there are no bearer credentials at all
 * @throws Problem invalid-request for credentials in two places or in a form that nobody can read (RFC 6750 §3.1)
 */
export function readBearer(request: IncomingMessage, realm: string): string | undefined {
  const values = headersNamed(request, 'authorization')
  if (values.length > 1) throw unreadableToken(realm, 'The header Authorization appears twice')
  const [value] = values
  const token = value === undefined ? undefined : tokenIn(value, realm)
  if (token !== undefined && /[?&]access_token=/.test(request.url ?? '')) {
    throw unreadableToken(realm, 'There is a token in the header and another in the query')
  }
  return token
}

function tokenIn(value: string, realm: string): string | undefined {
  if (!/^bearer(?: |$)/i.test(value)) {
    // "Bearer" with a tab or a no-break space behind it was meant for us, but is no bearer header.
    if (/^bearer[^\w!#$%&'*+.^`|~-]/i.test(value))
      throw unreadableToken(realm, 'The header Authorization cannot be read')
    return undefined
  }
  const token = value.slice('bearer'.length).replace(/^ +/, '')
  return token === '' ? undefined : token
}

function unreadableToken(realm: string, description: string): Problem {
  return new Problem('invalid-request', `${description}.`, {
    headers: { 'www-authenticate': challenge(realm, 'invalid_request', description) },
  })
}

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

/** A scheme, or a parameter with its value (RFC 9110 §11.2). */
const PART = /([\w!#$%&'*+.^`|~-]+)(?:[ \t]*=[ \t]*("(?:[^"\\]|\\.)*"|[\w!#$%&'*+.^`|~-]+))?/g

/** What the challenge of a callee says is wrong with the token (RFC 6750 §3). @returns undefined where it does not say */
export function bearerError(challenges = ''): string | undefined {
  let scheme = ''
  for (const [, name = '', value] of challenges.matchAll(PART)) {
    if (value === undefined) scheme = name.toLowerCase()
    else if (scheme === 'bearer' && name.toLowerCase() === 'error') return value.replace(/^"|"$/g, '')
  }
  return undefined
}
