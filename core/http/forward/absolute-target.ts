import { Problem } from '../problem.ts'
import { readHttpAddress } from './address.ts'

/** What a client wants of a proxy: `GET http://svc/x`. */
export interface AbsoluteTarget {
  scheme: 'http' | 'https'
  /** In lower case, without brackets. */
  hostname: string
  port: number
  /** As a Host header says it. It replaces whatever the client's says (RFC 9112 §3.2.2). */
  authority: string
  /** Normalised, as an audience says it: `http://svc`, `https://svc:8443`. */
  origin: string
  /** In origin form, octets as they came. */
  path: string
}

/**
 * Reads a request target in absolute form (RFC 9112 §3.2.2). User name and password are dropped (RFC 9110 §4.2.4), and so
 * is the Host header: this counts.
 * @param method `OPTIONS http://svc` without a path means all of the server: `*` (RFC 9112 §3.2.4)
 * @returns undefined for one in origin form: the client does not speak to a proxy
 * @throws Problem invalid-input
 */
export function readAbsoluteTarget(target: string, method = 'GET'): AbsoluteTarget | undefined {
  if (target.startsWith('/') || target === '*') return undefined
  const address = readHttpAddress(target)
  if (typeof address === 'string') throw new Problem('invalid-input', `The target of the request ${address}.`)
  const { scheme, hostname, port, authority, rest } = address
  return { scheme, hostname, port, authority, origin: `${scheme}://${authority}`, path: restAsPath(rest, method) }
}

function restAsPath(rest: string, method: string): string {
  if (rest === '') return method === 'OPTIONS' ? '*' : '/'
  return rest.startsWith('/') ? rest : `/${rest}`
}

/** A target as it may be shown: without the authority, in which a password may stand, or what stands before it in that of CONNECT. */
export const withoutAuthority = (target: string): string =>
  target.startsWith('/') ? target : target.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '').replace(/^[^/?#]*@/, '') || '/'
