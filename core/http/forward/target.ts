import { Buffer } from 'node:buffer'
import type { Duplex } from 'node:stream'
import { readHttpAddress } from './address.ts'

/**
 * Where requests go: a host and port by http or https, or a unix socket (a named pipe on Windows). Connections are shared by all
 * targets of one protocol, host, port and socket that have the same `tls`, the very object.
 */
export interface Target {
  readonly protocol: 'http' | 'https'
  /** A name or an address, without brackets. */
  readonly hostname: string
  /** Always known: 80 or 443 where nothing else was said. Of a socket it has no meaning. */
  readonly port: number
  /** What a Host header says of it (RFC 9110 §7.2): without the port where it is the one of the scheme. */
  readonly authority: string
  /** Path of a unix socket, or `\\.\pipe\name`. */
  readonly socketPath?: string
  /** Stands before each path, with exactly one slash between: '' or '/base'. */
  readonly basePath: string
  /** Stands before each query, joined with `&`; '' when there is none. */
  readonly baseQuery: string
  readonly tls?: TargetTls
  /** Opens a connection to it, in the place of all these: for one that lies behind a tunnel. The very function says which it is. What
   * it opens is told by 'unused' and 'used' whether it is kept for later, and is to end by itself when that takes too long. */
  readonly dial?: () => Duplex
}

/** How a target is recognised over TLS. Its certificate is checked unless it is said here that it is not. */
export interface TargetTls {
  /** PEM texts of those who are believed; the machine's own list is then not. Absent: the machine's own list. */
  readonly ca?: string | string[]
  /** Shown to the target, where it asks for a certificate. */
  readonly cert?: string
  readonly key?: string
  /** The name that its certificate must say, where that is not the one of its host. */
  readonly servername?: string
  /** The id of the workload that it must be (core/http/workload-identity.ts), in place of a name of a host. */
  readonly spiffeId?: string
  /** Whatever it shows is believed. Say so loudly where you set it. */
  readonly isUnchecked?: boolean
}

export interface TargetSettings {
  tls?: TargetTls
  /** Of a unix socket: what its Host header says. Absent: `localhost`. */
  hostname?: string
}

/**
 * Reads where requests go: `http(s)://host[:port][/base][?query]`, `unix:/path/of/socket` or `\\.\pipe\name`.
 * @throws TypeError that says what is wrong, as the end of a sentence, and does not repeat the address: it may hold a password
 */
export function readTarget(address: string | URL, { tls, hostname = 'localhost' }: TargetSettings = {}): Target {
  const text = String(address)
  const socketPath = socketPathIn(text)
  if (socketPath !== undefined) {
    if (socketPath === '' || socketPath.includes('\0')) throw new TypeError('has no path of a socket')
    if (Buffer.byteLength(socketPath) > MAX_SOCKET_PATH) {
      throw new TypeError(`has a socket whose path is longer than the ${MAX_SOCKET_PATH} bytes that a system takes`)
    }
    return { protocol: 'http', hostname, port: 80, authority: hostname, socketPath, basePath: '', baseQuery: '' }
  }
  const read = readHttpAddress(text)
  if (typeof read === 'string') throw new TypeError(read)
  if (read.hasUserinfo) throw new TypeError('has a user name; where requests go has none')
  const [basePath = '', ...query] = read.rest.split('?')
  return {
    protocol: read.scheme,
    hostname: read.hostname,
    port: read.port,
    authority: read.authority,
    basePath: basePath.replace(/\/$/, ''),
    baseQuery: query.join('?'),
    ...(tls && { tls }),
  }
}

/** A target behind a tunnel, where HTTP/1.1 is spoken. @param authority what its Host header says, where it is not the client's */
export const dialledTarget = (dial: () => Duplex, authority: string): Target => ({
  protocol: 'http',
  hostname: authority,
  port: 80,
  authority,
  basePath: '',
  baseQuery: '',
  dial,
})

/** What a socket's address has room for, with its end: 104 on macOS, 108 on Linux (unix(7)). */
const MAX_SOCKET_PATH = 103

function socketPathIn(text: string): string | undefined {
  const path = text.startsWith('unix:') ? text.slice('unix:'.length) : text
  if (/^\\\\[.?]\\pipe\\/.test(path)) return path
  return path === text ? undefined : path.replace(/^\/\/(?=\/)/, '')
}

/**
 * The path and query to ask a target for: its base path, exactly one slash, and what was asked for, each octet as it came. `//`
 * and `..` stay what they are: whoever decides by the path decides about these, too.
 */
export function pathBelow({ basePath, baseQuery }: Target, path: string): string {
  if (path === '*' || (basePath === '' && baseQuery === '')) return path
  const whole = basePath + path
  if (baseQuery === '') return whole
  const mark = whole.indexOf('?')
  if (mark < 0) return `${whole}?${baseQuery}`
  return `${whole.slice(0, mark + 1)}${baseQuery}&${whole.slice(mark + 1)}`
}
