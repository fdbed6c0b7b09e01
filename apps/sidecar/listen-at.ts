import type { Server } from 'node:net'
import { listenAtAddress, type Place } from '#core/http/listen-address'
import type { ListenerConfig } from './config/sidecar-config.ts'

/**
 * Listens where the configuration says: on both loopbacks where it names no host, unless the dialect is that of the original,
 * which is heard by everybody (W10).
 * @throws the platform's error (`EADDRINUSE`, `EACCES`) when it cannot be had
 */
export const listenForProxy = (server: Server, { listen, socketPermission, dialect }: ListenerConfig): Promise<Place> =>
  listenAtAddress(server, listen, { socketPermission, host: dialect === 'jwtproxy' ? '0.0.0.0' : 'localhost' })
