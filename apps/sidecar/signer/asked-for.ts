import type { IncomingMessage } from 'node:http'
import { readAbsoluteTarget } from '#core/http/forward/absolute-target'
import { readHttpAddress } from '#core/http/forward/address'
import { Problem } from '#core/http/problem'
import type { AskedTarget } from './audience.ts'

/** Where a client wants to go through the signer. */
export interface AskedFor {
  scheme: 'http' | 'https'
  /** As a Host header says it. */
  authority: string
  /** Normalised: `https://svc:8443`, without the port of the scheme. */
  origin: string
  /** In origin form, octets as they came. */
  path: string
  /** As the client wrote it, for the audience. */
  written: AskedTarget
}

/** A way through the signer that a client opened by CONNECT. */
export interface OpenedWay {
  /** What is spoken in it. */
  scheme: 'http' | 'https'
  /** `svc:8443`, as the client wrote it. */
  authority: string
}

/** Reads a request for somebody else (RFC 9112 §3.2.2). @throws IsForItself; Problem invalid-input */
export function askedFor({ url = '/', method, socket }: IncomingMessage): AskedFor {
  const target = readAbsoluteTarget(url, method)
  if (!target) throw new IsForItself(socket.localPort)
  const { scheme, authority, origin, path } = target
  return { scheme, authority, origin, path, written: { kind: 'absolute', url } }
}

/** A request in origin form: whoever sent it does not know that this is a proxy. */
export class IsForItself extends Problem {
  /** @param port at which it came; a socket has none */
  constructor(port: number | undefined) {
    const example = port === undefined ? '' : `, as curl does with --proxy localhost:${port} http://localhost:8080/`
    super('invalid-input', `This is a forward proxy: ask it for a whole address${example}.`)
  }
}

/**
 * Reads a request that came through a way opened by CONNECT. The way says where it goes; a Host that says something else
 * would be believed by the one, and the audience by the other.
 * @throws Problem invalid-input, with 421 for another Host (RFC 9110 §15.5.20)
 */
export function askedThrough(
  { url = '/', headers: { host } }: IncomingMessage,
  { scheme, authority }: OpenedWay,
  isHostFree: boolean,
): AskedFor {
  if (!url.startsWith('/') && url !== '*') {
    throw new Problem('invalid-input', 'Within a tunnel, ask for a path: the tunnel says where it goes.')
  }
  const shown = hostNamed(scheme, authority)
  const way = `${scheme}://${shown}`
  if (!isHostFree && host !== undefined && hostNamed(scheme, host) !== shown) {
    const detail = `The tunnel leads to ${way}, and the header Host names another. The token is for the former.`
    throw new Problem('invalid-input', detail, { status: 421 })
  }
  const written: AskedTarget =
    scheme === 'https' ? { kind: 'connect', authority } : { kind: 'absolute', url: `http://${authority}` }
  return { scheme, authority: shown, origin: way, path: url, written }
}

/** What CONNECT names (RFC 9110 §9.3.6). @throws Problem invalid-input for what is not a host with a port */
export function checkAuthority(authority: string): void {
  const port = Number(/:(\d{1,5})$/.exec(authority)?.[1] ?? 0)
  if (port < 1 || port > 65_535) throw new Problem('invalid-input', NOT_AN_AUTHORITY)
  hostNamed('https', authority)
}

const NOT_AN_AUTHORITY = 'This is not a host with a port: CONNECT wants svc:443.'

/** As an absolute address has it. @throws Problem invalid-input for what is not a host, with a port or without */
function hostNamed(scheme: 'http' | 'https', written: string): string {
  const address = readHttpAddress(`${scheme}://${written}`)
  if (typeof address !== 'string' && address.rest === '' && !address.hasUserinfo) return address.authority
  throw new Problem('invalid-input', NOT_AN_AUTHORITY)
}
