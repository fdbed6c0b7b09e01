import type { Server } from 'node:net'
import { addressesOf, listenAt, portOf } from './loopback.ts'
import { listenAtSocket } from './socket-file.ts'

/** Where a configuration file says that somebody listens. `host` is absent where it names none: `:8080`. */
export type ListenAddress = { kind: 'tcp'; host?: string; port: number } | { kind: 'socket'; path: string }

/** Where a server listens by now, and how to end that: the server itself is closed by whoever made it. */
export interface Place {
  /** `http://localhost:3128`, or `unix:/path`. */
  shown: string
  /** Of a TCP port. */
  port?: number
  /** The servers of further addresses, when there are several. */
  servers: readonly Server[]
}

export interface PlaceSettings {
  /** Of a unix socket, as chmod takes it. Absent: for its owner alone. */
  socketPermission?: number
  /** Where it listens when the address names no host. Absent: both loopbacks. */
  host?: string
}

/**
 * Listens where a configuration file says. The file of a socket that nobody listens at any more is taken over.
 * @throws the platform's error (`EADDRINUSE`, `EACCES`) when it cannot be had
 */
export async function listenAtAddress(
  server: Server,
  listen: ListenAddress,
  { socketPermission = 0o700, host = 'localhost' }: PlaceSettings = {},
): Promise<Place> {
  if (listen.kind === 'socket') {
    await listenAtSocket(server, listen.path, socketPermission)
    return { shown: `unix:${listen.path}`, servers: [server] }
  }
  const own = listen.host ?? host
  const further = await listenAt(server, addressesOf(own), listen.port, {})
  const port = portOf(server)
  return { shown: `${shownHost(own)}:${port}`, port, servers: [server, ...further] }
}

const shownHost = (host: string) => (host.includes(':') ? `[${host}]` : host)
