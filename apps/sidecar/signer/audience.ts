import { Problem } from '#core/http/problem'
import type { SidecarDialect } from '../config/sidecar-config.ts'

/** Where a client wants to go, as it wrote it: `http://svc:80/x`, or the `svc:443` of a CONNECT. */
export type AskedTarget = { kind: 'absolute'; url: string } | { kind: 'connect'; authority: string }

/** Scheme and authority: nothing in the latter that two readers take apart differently. */
const ABSOLUTE = /^(https?):\/\/([^/?#\\\s]+)(?=[/?#]|$)/i
const TUNNEL_TARGET = /^(?:\[[\da-f:.]+\]|[^\s/?#@\\:[\]]+):\d{1,5}$/i

/**
 * The audience of a token for a target: the origin alone, so userinfo, path and query are left out.
 * - `strict`: normalised as everybody compares origins (RFC 6454 §4), in lower case and without the default port.
 * - `jwtproxy`: as the client wrote it, but for the scheme; over CONNECT the port is always there. A verifier that compares the text
 *   must be told that text.
 * @throws Problem invalid-input for what is no http(s) URL, or no host and port
 */
export function askedAudience(dialect: SidecarDialect, target: AskedTarget): string {
  const written = target.kind === 'connect' ? ofTunnel(target.authority) : ofUrl(target.url)
  const origin = URL.canParse(written) ? new URL(written).origin : 'null'
  if (origin === 'null') throw new Problem('invalid-input', 'The target of the request does not name a host.')
  return dialect === 'strict' ? origin : written
}

function ofTunnel(authority: string): string {
  if (TUNNEL_TARGET.test(authority)) return `https://${authority}`
  throw new Problem('invalid-input', 'The target of CONNECT is not a host and a port, as in example.com:443.')
}

function ofUrl(url: string): string {
  const [, scheme = '', authority = ''] = ABSOLUTE.exec(url) ?? []
  const host = authority.slice(authority.lastIndexOf('@') + 1)
  if (host !== '') return `${scheme.toLowerCase()}://${host}`
  throw new Problem(
    'invalid-input',
    'The target of the request is no URL that begins with http:// or https:// and a host.',
  )
}
