import type { Server } from 'node:net'
import { serveAt, type HeldPort } from '#core/http/held-port'
import { listenAtAddress, type Place } from '#core/http/listen-address'
import type { ListenerConfig } from './config/sidecar-config.ts'

/**
 * Listens where the configuration says: on both loopbacks where it names no host, unless the dialect is that of the original,
 * which is heard by everybody (W10).
 * @param held a port that is taken already, in the place of the configuration's
 * @throws the platform's error (`EADDRINUSE`, `EACCES`) when it cannot be had
 */
export async function listenForProxy(
  server: Server,
  { listen, socketPermission, dialect }: ListenerConfig,
  held?: HeldPort,
): Promise<Place> {
  if (held) serveAt(held, server)
  const host = dialect === 'jwtproxy' ? '0.0.0.0' : 'localhost'
  return held?.place ?? listenAtAddress(server, listen, { socketPermission, host })
}
