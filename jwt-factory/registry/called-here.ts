import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'

/**
 * Is a JWT with that audience meant for this registry? jwtproxy writes the origin of the address that it calls, as it is written
 * there: in capitals or not, with the usual port or without. So it must be the origin of FACTORY_URL, or the one by which this very
 * request has come: a name of ours, which the guard has looked at, and the port that it came in by.
 */
export function isMeantForUs(audience: string, request: IncomingMessage, factoryUrl: string): boolean {
  const origin = originIn(audience)
  return origin !== undefined && (origin === originIn(new URL(factoryUrl).origin) || origin === calledOrigin(request))
}

/** As it is compared: small letters, no usual port. Undefined for what is no origin: a path would be of another address. */
function originIn(text: string): string | undefined {
  if (!/^https?:\/\/[^/?#@\\\s]+\/?$/i.test(text) || !URL.canParse(text)) return undefined
  return new URL(text).origin
}

function calledOrigin({ socket, headers: { host } }: IncomingMessage): string | undefined {
  if (host === undefined) return undefined
  const scheme = socket instanceof TLSSocket ? 'https' : 'http'
  const origin = originIn(`${scheme}://${host}`)
  if (origin === undefined) return undefined
  const { port } = new URL(origin)
  return Number(port || PORT_OF_SCHEME[scheme]) === socket.localPort ? origin : undefined
}

const PORT_OF_SCHEME = { http: 80, https: 443 } as const

/** What is said to whoever wrote another audience. */
export const meantFor = (request: IncomingMessage, factoryUrl: string): string =>
  calledOrigin(request) ?? new URL(factoryUrl).origin
