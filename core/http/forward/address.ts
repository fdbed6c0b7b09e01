import { isIP } from 'node:net'

/** An address by http or https, taken apart without changing what stands after the host. */
export interface HttpAddress {
  scheme: 'http' | 'https'
  /** In lower case, IPv6 in its shortest form and without brackets. */
  hostname: string
  /** Always known. */
  port: number
  /** As a Host header says it: no port where it is the one of the scheme (RFC 9110 §4.2.3). */
  authority: string
  hasUserinfo: boolean
  /** Path and query, each octet as it came; '' when there is neither. */
  rest: string
}

/**
 * Takes an address apart (RFC 3986 §3, RFC 9110 §4.2), so that no two readers can see two hosts in it: a name has letters, digits,
 * `.`, `-` and `_`, a number is an address as everybody writes it, and nothing is decoded.
 * @returns what is wrong, as the end of a sentence, when something is
 */
export function readHttpAddress(text: string): HttpAddress | string {
  const match = /^(https?):\/\/([^/?#\\]*)((?:[/?][^#]*)?)$/i.exec(text)
  if (!match) return 'does not have the form http://host/path'
  const [, scheme = '', authority = '', rest = ''] = match
  if (!VISIBLE.test(rest)) return 'has a sign in its path that no path has'
  const parts = authority.split('@')
  if (parts.length > 2) return 'names two hosts, with @ between'
  const host = HOST_AND_PORT.exec(parts.at(-1) ?? '')
  if (!host) return 'has no host that can be read'
  const [, written = '', digits = ''] = host
  const hostname = readHostname(written)
  if (hostname === undefined) return 'has no host that can be read'
  const isSecure = scheme.toLowerCase() === 'https'
  const standard = isSecure ? 443 : 80
  const port = digits === '' ? standard : Number(digits)
  if (port < 1 || port > 65_535) return 'has a port that does not exist'
  return {
    scheme: isSecure ? 'https' : 'http',
    hostname,
    port,
    authority: hostAndPort(hostname, port, standard),
    hasUserinfo: parts.length === 2,
    rest,
  }
}

/** Also octets beyond ASCII: some clients send them, and they go on as they came. */
const VISIBLE = /^[\x21-\x7e\x80-\xff]*$/

const HOST_AND_PORT = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{0,5}))?$/i

/** A name that ends in a number is one to the resolver: `2130706433` and `0x7f.1` would be 127.0.0.1 (WHATWG URL §3.5). */
const ENDS_IN_NUMBER = /(?:^|\.)(?:\d+|0x[0-9a-f]*)\.?$/i

function readHostname(written: string): string | undefined {
  if (written.startsWith('[')) {
    const inner = written.slice(1, -1)
    return isIP(inner) === 6 ? new URL(`http://[${inner}]`).hostname.slice(1, -1) : undefined
  }
  if (ENDS_IN_NUMBER.test(written) && isIP(written) !== 4) return undefined
  return written.toLowerCase()
}

function hostAndPort(hostname: string, port: number, standard: number): string {
  const host = hostname.includes(':') ? `[${hostname}]` : hostname
  return port === standard ? host : `${host}:${port}`
}

/** What a Host header may say (RFC 9110 §7.2): a name and a port; anything in it that another reader could split is none. */
export const isHostValue = (value: string): boolean => HOST_AND_PORT.test(value)
