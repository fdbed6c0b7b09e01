import type { Duplex } from 'node:stream'
import type { Clock } from '#core/clock'
import { IDLE } from '#core/http/forward/connect-options'

/** Connections of a tunnel that a client of HTTP keeps for later. */
export interface UnusedConnections {
  /** From now on it is known whether it is used: its client says so, for it has no timer as a socket of the platform has. */
  follow(connection: Duplex): void
  /** There is no later: those that nobody uses end, and each other one when its answer is whole. */
  endAll(): void
  readonly count: number
}

/** So often it is looked. Milliseconds. */
const LOOK_FOR_UNUSED = 1000

/** As with other targets, a service that ends a connection on which nothing is asked is not to meet the next request (docs/speed.md). */
export function createUnusedConnections(clock: Clock, untilEnd: Promise<void>): UnusedConnections {
  const unused = new Map<Duplex, number>()
  let isOver = false
  const stop = clock.every(LOOK_FOR_UNUSED, () => {
    const now = clock.monotonic()
    for (const [connection, since] of unused) if (now - since >= IDLE - LOOK_FOR_UNUSED) connection.destroy()
  })
  void untilEnd.then(stop)
  return {
    follow(connection) {
      connection.on('unused', () => {
        if (isOver || connection.readableEnded) connection.destroy()
        else unused.set(connection, clock.monotonic())
      })
      // A socket of the platform would be over with that. On this one, which is half open, the next request would wait for nothing.
      connection.once('end', () => void (unused.has(connection) && connection.destroy()))
      connection.on('used', () => unused.delete(connection))
      connection.once('close', () => unused.delete(connection))
    },
    endAll() {
      isOver = true
      for (const connection of unused.keys()) connection.destroy()
    },
    get count() {
      return unused.size
    },
  }
}
