import type { Server } from 'node:http'
import type { Server as NetServer } from 'node:net'
import type { Clock } from '../../clock.ts'
import type { Forwarder } from './options.ts'

export interface EndedProxy {
  server: Server
  /** Of further addresses. */
  servers: readonly NetServer[]
  forwarder: Forwarder
  /** Milliseconds; 0: as long as it takes. */
  shutdownTimeout: number
  clock: Clock
}

/**
 * Nobody new is let in, idle connections end, and what goes on has its time; then it is cut off. The file of a socket goes with
 * its server.
 */
export async function endProxy({ server, servers, forwarder, shutdownTimeout, clock }: EndedProxy): Promise<void> {
  const closed = [server, ...servers].map((each) => new Promise<void>((resolve) => void each.close(() => resolve())))
  server.closeIdleConnections()
  const finished = forwarder.close()
  const overdue = new AbortController()
  const inTime =
    shutdownTimeout === 0 ? finished : Promise.race([finished, late(shutdownTimeout, clock, overdue.signal)])
  await inTime
  overdue.abort()
  await forwarder.close('now')
  server.closeAllConnections()
  await Promise.all(closed)
}

const late = (milliseconds: number, clock: Clock, signal: AbortSignal) =>
  clock.delay(milliseconds, signal).catch(() => {})
