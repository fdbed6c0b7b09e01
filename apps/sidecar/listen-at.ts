import type { Server } from 'node:net'
import { addressesOf, listenAt, portOf } from '#core/http/loopback'
import { listenAtSocket } from '#core/http/socket-file'
import type { ListenerConfig } from './config/sidecar-config.ts'

/** Where a proxy listens by now, and how to end that: the server itself is closed by whoever made it. */
export interface Place {
  /** `http://localhost:3128`, or `unix:/path`. */
  shown: string
  /** Of a TCP port. */
  port?: number
  /** The servers of further addresses, when there are several. */
  servers: readonly Server[]
}

/**
 * Listens where the configuration says: on both loopbacks where it names no host, unless the dialect is that of the original,
 * which is heard by everybody (W10). The file of a socket that nobody listens at any more is taken over.
 * @throws the platform's error (`EADDRINUSE`, `EACCES`) when it cannot be had
 */
export async function listenForProxy(
  server: Server,
  { listen, socketPermission, dialect }: ListenerConfig,
): Promise<Place> {
  if (listen.kind === 'socket') {
    await listenAtSocket(server, listen.path, socketPermission)
    return { shown: `unix:${listen.path}`, servers: [server] }
  }
  const host = listen.host ?? (dialect === 'jwtproxy' ? '0.0.0.0' : 'localhost')
  const further = await listenAt(server, addressesOf(host), listen.port, {})
  const port = portOf(server)
  return { shown: `${shownHost(host)}:${port}`, port, servers: [server, ...further] }
}

const shownHost = (host: string) => (host.includes(':') ? `[${host}]` : host)
