import type { Server } from 'node:http'
import type { Server as NetServer } from 'node:net'
import type { Clock } from '../../clock.ts'
import type { Forwarder } from './options.ts'

export interface EndedProxy {
  /** Those that speak HTTP. */
  httpServers: readonly Server[]
  /** Those that listen. */
  servers: readonly NetServer[]
  forwarder: Forwarder
  /** Ends tunnels that are open, once what went on in them has had its time. */
  endTunnels?: () => void
  /** Milliseconds; 0: as long as it takes. */
  shutdownTimeout: number
  clock: Clock
}

/**
 * Nobody new is let in, idle connections end, and what goes on has its time; then it is cut off. The file of a socket goes with
 * its server.
 */
export async function endProxy(ended: EndedProxy): Promise<void> {
  const { httpServers, servers, forwarder, endTunnels, shutdownTimeout, clock } = ended
  const closed = [...new Set<NetServer>([...httpServers, ...servers])].map(
    (each) => new Promise<void>((resolve) => void each.close(() => resolve())),
  )
  for (const each of httpServers) each.closeIdleConnections()
  const finished = forwarder.close()
  const overdue = new AbortController()
  const inTime =
    shutdownTimeout === 0 ? finished : Promise.race([finished, late(shutdownTimeout, clock, overdue.signal)])
  await inTime
  overdue.abort()
  await forwarder.close('now')
  for (const each of httpServers) each.closeAllConnections()
  endTunnels?.()
  await Promise.all(closed)
}

const late = (milliseconds: number, clock: Clock, signal: AbortSignal) =>
  clock.delay(milliseconds, signal).catch(() => {})
