import type { IncomingMessage } from 'node:http'
import { headersNamed } from '../guard.ts'
import { MAX_HEADERS } from '../one-at-a-time.ts'
import { Problem } from '../problem.ts'
import { isHostValue } from './address.ts'

/**
 * What is wrong with a request that Node has read and that the next server may read differently: where two see two requests in the
 * same bytes, one of them slips by (RFC 9112 §11.2). It is refused, not mended.
 * @param path what would be asked for
 */
export function faultOfRequest(request: IncomingMessage, path: string): Problem | undefined {
  const { method, httpVersion } = request
  if (request.rawHeaders.length >= 2 * MAX_HEADERS) {
    return invalid(`The request has ${MAX_HEADERS} headers or more.`, 431) // Node leaves out what is beyond its limit
  }
  if (method === 'CONNECT') return new Problem('method-not-allowed', 'There is no CONNECT here.')
  if (request.httpVersionMajor > 1) return invalid('This is HTTP/1.1.', 505) // Node reads a 2.0, too (RFC 9110 §15.6.6)
  // It would show the client all that was added to its request on the way (RFC 9110 §9.3.8).
  if (method === 'TRACE') return new Problem('method-not-allowed', 'There is no TRACE here.')
  if (!path.startsWith('/') && !(path === '*' && method === 'OPTIONS')) {
    return invalid('The target of the request must be a path: this is not a proxy for other addresses.')
  }
  if (path.includes('#')) return invalid('The target of the request has a fragment.')
  return faultOfHost(request, httpVersion) ?? faultOfFraming(request, httpVersion) ?? faultOfExpectation(request)
}

/** RFC 9112 §3.2. */
function faultOfHost(request: IncomingMessage, version: string): Problem | undefined {
  const hosts = headersNamed(request, 'host')
  if (hosts.length > 1) return invalid('The header Host appears twice.')
  const [host] = hosts
  if (host === undefined) return version === '1.0' ? undefined : invalid('The header Host is missing.')
  return isHostValue(host) ? undefined : invalid('The header Host is not the name of a host.')
}

/** RFC 9112 §6.1 and §6.3. */
function faultOfFraming(request: IncomingMessage, version: string): Problem | undefined {
  const { 'transfer-encoding': coding, 'content-length': length } = request.headers
  if (coding === undefined && length === undefined) return undefined
  if (coding !== undefined) {
    if (version === '1.0') return invalid('HTTP/1.0 has no transfer coding.')
    if (length !== undefined) return invalid('The request has both Content-Length and Transfer-Encoding.')
    if (coding.toLowerCase() !== 'chunked') return invalid('The body has a transfer coding other than chunked.', 501)
    return undefined
  }
  const isOne = headersNamed(request, 'content-length').length === 1
  return isOne && isLength(length) ? undefined : invalid('The header Content-Length is no length.')
}

const isLength = (text = '') => /^\d{1,15}$/.test(text)

/** RFC 9110 §10.1.1. */
function faultOfExpectation({ headers: { expect } }: IncomingMessage): Problem | undefined {
  if (expect === undefined || expect.toLowerCase() === '100-continue') return undefined
  return invalid('Of all expectations, 100-continue alone is met here.', 417)
}

const invalid = (detail: string, status = 400) => new Problem('invalid-input', detail, { status })
