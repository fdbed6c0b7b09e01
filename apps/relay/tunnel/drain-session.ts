import type { Http2Session } from 'node:http2'
import type { Clock } from '#core/clock'
import { DRAINING } from './rules.ts'

/** So often it is looked whether connections are open. Milliseconds. */
const DRAIN_LOOK = 250

/** Whoever was just about to open one has done so by then. In looks. */
const QUIET_LOOKS = 2

/**
 * Ends a tunnel without losing a connection: the other end is asked to open no more, and when it has heard that, and none has been open
 * for a while, it is over.
 * @param connections how many are open
 */
export function drainSession(session: Http2Session, connections: () => number, clock: Clock): void {
  if (session.destroyed) return // it was cut in this very moment
  let quiet = 0
  const look = () => {
    quiet = connections() === 0 ? quiet + 1 : 0
    if (quiet >= QUIET_LOOKS) session.close()
  }
  session.ping(DRAINING, () => {
    if (session.destroyed) return
    const stop = clock.every(DRAIN_LOOK, look)
    session.once('close', stop)
  })
}
