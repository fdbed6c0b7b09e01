import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'
import type { RequestHandler } from 'express'
import { authorityOf, headersNamed, nameIn } from './guard.ts'
import { isLoopback } from './loopback.ts'
import { Problem } from './problem.ts'

/** What proxies of all makes add when they ask for somebody else: for whom, and under which name or address. */
const OF_A_PROXY =
  /^(?:via|forwarded|cdn-loop|x-(?:forwarded|envoy|original|proxyuser|azure)-.*|(?:.*-)?(?:client|connecting|real|remote|user|socket)-?ip|(?:.*-)?remote-addr)$/

const OF_A_BROWSER = new Set(['origin', 'referer'])

/**
 * For what only a program of this machine may read: it comes from a loopback address to a loopback name, on the plain port,
 * and no proxy, browser or page stands between.
 * @throws Problem local-only
 */
export const localOnly: RequestHandler = (request, _response, next) => {
  if (!isLocalProgram(request)) {
    throw new Problem(
      'local-only',
      'Ask on the plain port, by HTTP/1.1 and from a program of this machine: curl http://localhost:…',
    )
  }
  next()
}

/** Does a program of this machine ask, and nothing else: no proxy, no browser, no page? */
export function isLocalProgram(request: IncomingMessage): boolean {
  const headers = Object.keys(request.headers)
  return isLocal(request) && !headers.some((name) => OF_A_BROWSER.has(name) || name.startsWith('sec-fetch-'))
}

/** Does another machine ask, or a browser by itself, as one that follows a link? A program of this machine may be one that is in no browser. */
export const isVisit = (request: IncomingMessage): boolean =>
  !isAskedHere(request, isLocalName) || [...OF_A_BROWSER, 'sec-fetch-site'].some((name) => name in request.headers)

/**
 * Does it come from a loopback address to a loopback name, on the plain port, and from no proxy? A page of this process may
 * ask like that, too.
 */
export function isLocal(request: IncomingMessage): boolean {
  return !(request.socket instanceof TLSSocket) && isAskedHere(request, isLocalName)
}

/** A name of this machine that leads nowhere else: `localhost`, `127.0.0.1`, `::1`. */
export const isLocalName = (name: string) => name === 'localhost' || isLoopback(name)

/** Whether a URL names this machine, by whichever of its names. */
export const isLocalUrl = ({ hostname }: Pick<URL, 'hostname'>): boolean =>
  isLocalName(hostname.replace(/^\[|\]$/g, ''))

/** Whether one listener is meant by both: this machine has several names. */
export const isSamePlace = (one: URL, other: URL): boolean =>
  one.origin === other.origin ||
  (one.protocol === other.protocol && one.port === other.port && isLocalUrl(one) && isLocalUrl(other))

/**
 * Does it come from a loopback address, to one of these names, and from no proxy? Whoever names nobody may be a proxy that
 * does not say so, and so may whoever speaks HTTP/1.0: programs of today do not, and nginx does where it is told no more than
 * where to pass requests on.
 */
export function isAskedHere(request: IncomingMessage, isOwnName: (name: string) => boolean): boolean {
  const { socket, headers, httpVersion } = request
  const names = [...headersNamed(request, 'host'), ...authorityOf(request)].map(nameIn)
  const isForAnother = httpVersion !== '1.1' || Object.keys(headers).some((name) => OF_A_PROXY.test(name))
  return isLoopback(socket.remoteAddress) && names.length > 0 && names.every(isOwnName) && !isForAnother
}
