import { buildConnector, type Connector } from './pool.ts'
import { TLS_RULES } from './explicit.ts'
import { findHost, type WayToHost } from './find-host.ts'

export interface PeerConnectorSettings {
  /** The name of the process that is called. */
  name: string
  /** The trust anchor; nothing else is trusted, the machine's own list neither. Asked for at each connection. */
  ca: () => string
  /** The host in its address. */
  hostname: string
  /** HOST: where the processes of this machine listen, and so what `localhost` is. */
  host: string
  timeoutMilliseconds: number
  /** There: it is a service of somebody else, which is known by the name of its host. */
  guest?: GuestTrust | undefined
}

/** By whom the certificate of a service of somebody else is signed. */
export interface GuestTrust {
  /** PEM; absent: by whoever Node trusts, NODE_EXTRA_CA_CERTS included. */
  ca?: string
}

/** Connects to one process over TLS, and follows a trust anchor that is renewed meanwhile. */
export function createPeerConnector(settings: PeerConnectorSettings): Connector {
  const { name, ca, timeoutMilliseconds, guest } = settings
  const way = findHost(settings.hostname, settings.host)
  if (guest) return connectGuest(guest, way, timeoutMilliseconds)
  let trusted: string | undefined
  let connect: Connector | undefined

  return (options, callback) => {
    const now = ca()
    if (now !== trusted) connect = undefined // with all that it remembers of earlier connections
    trusted = now
    // The certificate must say the name of the process, not of the host: on one machine all are "localhost", and C
    // with its own good certificate is still not B. Said explicitly, for the environment can turn the check off.
    connect ??= buildConnector({
      ...TLS_RULES,
      ca: now,
      servername: name,
      rejectUnauthorized: true,
      timeout: timeoutMilliseconds,
      ...way,
    })
    connect(options, callback)
  }
}

/** The name of the host is the one that its certificate must say, as everywhere (RFC 9110 §4.3.4); plain HTTP has none. */
const connectGuest = ({ ca }: GuestTrust, way: WayToHost, timeoutMilliseconds: number): Connector =>
  buildConnector({
    ...TLS_RULES,
    ...(ca !== undefined && { ca }),
    rejectUnauthorized: true,
    timeout: timeoutMilliseconds,
    ...way,
  })
