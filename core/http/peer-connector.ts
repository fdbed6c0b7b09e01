import { buildConnector, type Connector } from './pool.ts'
import { TLS_RULES } from './explicit.ts'
import { lookupFor } from './loopback.ts'

export interface PeerConnectorSettings {
  /** The name of the process that is called. */
  name: string
  /** The trust anchor; nothing else is trusted, the machine's own list neither. Asked for at each connection. */
  ca: () => string
  /** HOST: where the processes of this machine listen, and so what `localhost` is. */
  host: string
  timeoutMilliseconds: number
}

/** Connects to one process over TLS, and follows a trust anchor that is renewed meanwhile. */
export function createPeerConnector(settings: PeerConnectorSettings): Connector {
  const { name, ca, host, timeoutMilliseconds } = settings
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
      lookup: lookupFor(host),
    })
    connect(options, callback)
  }
}
