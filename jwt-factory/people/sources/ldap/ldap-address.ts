import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { findHost } from '#core/http/find-host'
import { isLocalName } from '#core/http/local'

/** Where a directory is, and how it is spoken to. */
export interface LdapAddress {
  readonly isSecure: boolean
  /** Whether whoever is on the way reads the passwords. */
  readonly isOpen: boolean
  /** Starts to connect. It says `connect`, or `secureConnect` once its certificate has been checked. */
  connect(): Socket
}

/** Where OpenLDAP has its socket, unless it is told otherwise. */
const SOCKET_OF_OPENLDAP = '/var/run/slapd/ldapi'

/**
 * Reads `server_url` of a configuration: `ldap://host:port`, `ldaps://host:port`, or `ldapi://` and the path of a socket, as it is or as a
 * URL has it (`ldapi://%2Frun%2Fslapd%2Fldapi`).
 * @param authority certificates, in PEM, of whoever may have signed that of the directory; undefined: those that the platform knows
 */
export function readLdapAddress(url: string, authority: string[] | undefined): LdapAddress {
  if (url.startsWith('ldapi:')) {
    const path = decodeURIComponent(url.slice('ldapi://'.length))
    return {
      isSecure: false,
      isOpen: false,
      connect: () => connect(path === '' || path === '/' ? SOCKET_OF_OPENLDAP : path),
    }
  }
  const { protocol, hostname, port } = new URL(url)
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  const where = { host, ...findHost(host) }
  if (protocol === 'ldap:')
    return {
      isSecure: false,
      isOpen: !isLocalName(host),
      connect: () => connect({ port: Number(port || 389), ...where }),
    }
  const trust = {
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    ...(authority !== undefined && { ca: authority }),
  } as const
  return { isSecure: true, isOpen: false, connect: () => connectTls({ port: Number(port || 636), ...where, ...trust }) }
}
