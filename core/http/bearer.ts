import type { IncomingMessage } from 'node:http'
import { Problem } from './problem.ts'
import { challenge } from './challenge.ts'

/**
 * Reads the bearer token of a request (RFC 6750 §2.1). The scheme ignores case and one or more spaces may follow it
 * (RFC 9110 §11.1); the token itself is not looked at.
 * @returns undefined when there are no bearer credentials at all
 * @throws Problem invalid-request for credentials in two places or in a form that nobody can read (RFC 6750 §3.1)
 */
export function readBearer(request: IncomingMessage, realm: string): string | undefined {
  const values = authorizationHeaders(request)
  if (values.length > 1) throw unreadable(realm, 'The header Authorization appears twice')
  const [value] = values
  const token = value === undefined ? undefined : tokenIn(value, realm)
  if (token !== undefined && /[?&]access_token=/.test(request.url ?? '')) {
    throw unreadable(realm, 'There is a token in the header and another in the query')
  }
  return token
}

/** Node keeps the first of two such headers and tells nobody; rawHeaders has both. */
function authorizationHeaders({ rawHeaders }: IncomingMessage): string[] {
  const values: string[] = []
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === 'authorization') values.push(rawHeaders[index + 1] ?? '')
  }
  return values
}

function tokenIn(value: string, realm: string): string | undefined {
  if (!/^bearer(?: |$)/i.test(value)) {
    // "Bearer" with a tab or a no-break space behind it was meant for us, but is no bearer header.
    if (/^bearer[^\w!#$%&'*+.^`|~-]/i.test(value)) throw unreadable(realm, 'The header Authorization cannot be read')
    return undefined
  }
  const token = value.slice('bearer'.length).replace(/^ +/, '')
  return token === '' ? undefined : token
}

function unreadable(realm: string, description: string): Problem {
  return new Problem('invalid-request', `${description}.`, {
    headers: { 'www-authenticate': challenge(realm, 'invalid_request', description) },
  })
}
