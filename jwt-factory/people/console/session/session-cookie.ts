import { TLSSocket } from 'node:tls'
import type { Request, Response } from 'express'
import { headersNamed } from '#core/http/guard'

/** What a browser keeps for these pages: the session, and before it, what the login form is tied to. */
export type CookieKind = 'session' | 'login'

/**
 * The name of a cookie. Browsers give cookies of one host to all of its ports, so the port is part of it: two directories on one machine
 * do not log each other out.
 */
function cookieName(kind: CookieKind, { headers }: Request, isSecure: boolean): string {
  const [, port = ''] = /:(\d{1,5})$/.exec(headers.host ?? '') ?? []
  return `${isSecure ? '__Host-' : ''}people-${kind}${port && `-${port}`}`
}

const cameOverTls = ({ socket }: Request) => socket instanceof TLSSocket

/** A proxy with TLS may stand before a port without: the page that sent a form says how it was reached. */
const isReachedByTls = (request: Request) =>
  cameOverTls(request) || request.headers.origin?.startsWith('https:') === true

/**
 * The value that a browser sent. Over TLS it counts only under the name that no other host and no plain connection can set (RFC 6265bis
 * §4.1.3.2). One name twice is of two minds: then there is none.
 */
export function readCookie(kind: CookieKind, request: Request): string | undefined {
  const pairs = headersNamed(request, 'cookie').flatMap((header) => header.split(';').map((pair) => pair.trim()))
  const valuesOf = (name: string) => pairs.flatMap((pair) => (pair.startsWith(`${name}=`) ? [pair.slice(name.length + 1)] : [])) // prettier-ignore
  const secure = valuesOf(cookieName(kind, request, true))
  const values = secure.length > 0 || cameOverTls(request) ? secure : valuesOf(cookieName(kind, request, false))
  return values.length === 1 ? values[0] : undefined
}

/** No script reads it, no page of others sends it along, and it ends with the browser. */
export function setCookie(kind: CookieKind, value: string, request: Request, response: Response): void {
  response.append('set-cookie', cookieLine(kind, value, request, isReachedByTls(request)))
}

/** Under both names: nobody knows by which of them it was set. */
export function clearCookie(kind: CookieKind, request: Request, response: Response): void {
  for (const isSecure of cameOverTls(request) ? [true] : [true, false])
    response.append('set-cookie', `${cookieLine(kind, '', request, isSecure)}; Max-Age=0`)
}

function cookieLine(kind: CookieKind, value: string, request: Request, isSecure: boolean): string {
  const place = isSecure ? 'Path=/; Secure' : 'Path=/admin'
  return `${cookieName(kind, request, isSecure)}=${value}; ${place}; HttpOnly; SameSite=Strict`
}
