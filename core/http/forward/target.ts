import type { SecureContextOptions } from 'node:tls'

/**
 * Where requests go: a host and port by http or https, or a unix socket (a named pipe on Windows). Make one with `readTarget`
 * and keep it: connections are kept for the object, not for what stands in it.
 */
export interface Target {
  readonly protocol: 'http' | 'https'
  /** A name or an address, without brackets. Of a socket: what the Host header says, `localhost` unless told otherwise. */
  readonly hostname: string
  /** Always known: 80 or 443 where nothing else was said. Of a socket it has no meaning. */
  readonly port: number
  /** As a Host header says it (RFC 9110 §7.2): without the port where it is the one of the scheme. */
  readonly authority: string
  /** Path of a unix socket, or `\\.\pipe\name`. */
  readonly socketPath?: string
  /** Stands before each path, with exactly one slash between: '' or '/base'. */
  readonly basePath: string
  /** Stands before each query, joined with `&`; '' when there is none. */
  readonly baseQuery: string
  readonly tls?: TargetTls
}

/** How a target is recognised over TLS. Its certificate is checked unless it is said here that it is not. */
export interface TargetTls {
  /** PEM texts of those who are believed; the machine's own list is then not. Absent: the machine's own list. */
  readonly ca?: SecureContextOptions['ca']
  /** Shown to the target, where it asks for a certificate. */
  readonly cert?: string
  readonly key?: string
  /** The name that its certificate must say, where that is not the one of its host. */
  readonly servername?: string
  /** Whatever it shows is believed. Say so loudly where you set it. */
  readonly isUnchecked?: boolean
}

export interface TargetSettings {
  tls?: TargetTls
  /** Of a unix socket: what its Host header says. */
  hostname?: string
}
