import { connect as connectPlain, isIP, type Socket } from 'node:net'
import { connect as connectTls, createSecureContext, getCACertificates, type SecureContext } from 'node:tls'
import { TLS_RULES } from '#core/http/explicit'
import { TILL_NEXT_ADDRESS } from '#core/http/find-host'
import { isLoopback } from '#core/http/loopback'
import { lookupOf } from './guard-target.ts'
import type { ProbeTarget } from './probe-target.ts'

/** Connections to one target, and to nobody else. */
export interface TargetConnections {
  open(): Socket
  /** The event of a socket by which it is there. */
  readonly opening: 'connect' | 'secureConnect'
  /** There was a connection, and over TLS both sides agreed. */
  wasOpened(socket: unknown): boolean
  /** How many there have been. */
  openedSoFar(): number
}

/** The certificate is checked by the name in the address, whatever the environment says. */
export function connectionsTo(target: ProbeTarget): TargetConnections {
  const { url, tls } = target
  const isSecure = url.protocol === 'https:'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const place = {
    host,
    port: Number(url.port || (isSecure ? 443 : 80)),
    lookup: lookupOf(target),
    noDelay: true,
    ...(target.addresses.every(isLoopback) && { autoSelectFamilyAttemptTimeout: TILL_NEXT_ADDRESS }),
  }
  const secured = {
    ...place,
    ...TLS_RULES,
    ...(isIP(host) === 0 && { servername: host.replace(/\.$/, '') }),
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: true,
  }
  let context: SecureContext | undefined
  /** Made once: to take up all certificates that a machine believes takes as long as the rest of a request. */
  const secureContext = () =>
    (context ??= createSecureContext({
      ...TLS_RULES,
      ca: [...getCACertificates('default'), ...(tls?.ca ?? [])],
      ...(tls?.cert !== undefined && { cert: tls.cert }),
      ...(tls?.key !== undefined && { key: tls.key }),
    }))
  const opened = new WeakSet<object>()
  let openedSoFar = 0
  const opening = isSecure ? 'secureConnect' : 'connect'
  return {
    opening,
    open() {
      const socket = isSecure ? connectTls({ ...secured, secureContext: secureContext() }) : connectPlain(place)
      return socket.once(opening, () => {
        openedSoFar++
        opened.add(socket)
      })
    },
    openedSoFar: () => openedSoFar,
    wasOpened: (socket) => typeof socket === 'object' && socket !== null && opened.has(socket),
  }
}
