import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'
import type { RequestHandler } from 'express'
import { authorityOf, headersNamed, nameIn } from './guard.ts'
import { isLoopback } from './loopback.ts'
import { Problem } from './problem.ts'

/** What a proxy of this machine adds when it asks for somebody else. */
const OF_A_PROXY = new Set(['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'])

const OF_A_BROWSER = new Set(['origin', 'referer'])

/**
 * For what only a program of this machine may read: it comes from a loopback address to a loopback name, on the plain port,
 * and no proxy, browser or page stands between.
 * @throws Problem local-only
 */
export const localOnly: RequestHandler = (request, _response, next) => {
  if (!isLocalProgram(request)) {
    throw new Problem('local-only', 'Ask on the plain port, from a program of this machine: curl http://localhost:…')
  }
  next()
}

function isLocalProgram(request: IncomingMessage): boolean {
  const headers = Object.keys(request.headers)
  return isLocal(request) && !headers.some((name) => OF_A_BROWSER.has(name) || name.startsWith('sec-fetch-'))
}

/**
 * Does it come from a loopback address to a loopback name, on the plain port, and from no proxy? Whoever names nobody, as
 * HTTP/1.0 allows, may be a proxy that does not say so. A page of this process may ask like that, too.
 */
export function isLocal(request: IncomingMessage): boolean {
  const { socket, headers } = request
  const names = [...headersNamed(request, 'host'), ...authorityOf(request)].map(nameIn)
  const isForAnother = Object.keys(headers).some((name) => OF_A_PROXY.has(name))
  const isLocalName = names.length > 0 && names.every((name) => name === 'localhost' || isLoopback(name))
  return isLoopback(socket.remoteAddress) && !(socket instanceof TLSSocket) && isLocalName && !isForAnother
}
