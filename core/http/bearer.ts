import type { IncomingMessage } from 'node:http'
import { challenge } from '../access/challenge.ts'
import type { AskedRequest } from '../access/dialect.ts'
import { hasQueryToken } from '../access/query-token.ts'
import { headersNamed } from './guard.ts'
import { Problem } from './problem.ts'

export { challenge }

/**
 * Reads the bearer token of a request (RFC 6750 §2.1). The scheme ignores case and one or more spaces may follow it
 * (RFC 9110 §11.1); the token itself is not looked at.
 * @returns undefined when there are no bearer credentials at all
 * @throws Problem invalid-request for credentials in two places or in a form that nobody can read (RFC 6750 §3.1)
 */
export function readBearer(request: IncomingMessage, realm: string): string | undefined {
  return bearerAmong({ authorization: headersNamed(request, 'authorization'), target: request.url ?? '' }, realm)
}

/** The same for a request that is at hand in its parts. @throws Problem invalid-request */
export function bearerAmong(
  { authorization, target }: Pick<AskedRequest, 'authorization' | 'target'>,
  realm: string,
): string | undefined {
  if (authorization.length > 1) throw unreadableToken(realm, 'The header Authorization appears twice')
  const [value] = authorization
  const token = value === undefined ? undefined : tokenIn(value, realm)
  if (token !== undefined && hasQueryToken(target)) {
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
