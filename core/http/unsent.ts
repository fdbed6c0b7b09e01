import type { Socket } from 'node:net'
import type { Clock } from '../clock.ts'
import type { Connection } from './connections.ts'

/**
 * What is kept for those who do not read: answers that are not sent yet, and requests that wait behind them. It is
 * bounded over all connections of a process. Whoever reads gets everything.
 */
export interface Unsent {
  /** Keeps so many bytes more for it, or fewer. When it is too much, those go that have stood still longest. */
  keep(connection: Connection, bytes: number): void
  /** Whether more should wait, for much was ended that lives on until its socket has closed: a round of events. */
  isFull(): boolean
  /** Whether nothing more can be taken at all, until those that were ended have gone. */
  isOverrun(): boolean
  /** Nothing is kept for it any longer. */
  forget(connection: Connection): void
  close(): void
}

/** Bytes over all connections. TLS keeps a second copy, and what is in the kernel is not ours. */
export const MAX_UNSENT = 12_000_000

/** An answer of which nothing was read for so long ends its connection. Milliseconds. */
const MAX_STANDSTILL = 15_000
const SWEEP_MILLISECONDS = 500

interface KeptAnswers {
  bytes: number
  /** How much stood in the queue when it was last looked at. */
  queued: number
  /** When anything of it was last seen to move. */
  movedAt: number
  hasMoved: boolean
}

export function createUnsent(clock: Clock): Unsent {
  const kept = new Map<Connection, KeptAnswers>()
  let total = 0
  let leaving = 0

  function add(connection: Connection, bytes: number): void {
    if (connection.socket.destroyed) return
    const queued = queuedBytes(connection.socket)
    const known = kept.get(connection)
    const movedAt = known && known.queued > 0 ? known.movedAt : clock.monotonic() // an answer begins to leave now
    kept.set(connection, { bytes: (known?.bytes ?? 0) + bytes, queued, movedAt, hasMoved: known?.hasMoved ?? false })
    total += bytes
    if (total > MAX_UNSENT) makeRoom()
  }

  function remove(connection: Connection, bytes: number): void {
    const known = kept.get(connection)
    if (!known) return // it has been ended
    known.bytes -= bytes
    total -= bytes
    if (known.bytes <= 0) kept.delete(connection)
  }

  const forget = (connection: Connection) => remove(connection, kept.get(connection)?.bytes ?? 0)

  function look(): void {
    const now = clock.monotonic()
    for (const [{ socket }, known] of kept) {
      const queued = queuedBytes(socket)
      if (queued === known.queued) continue
      Object.assign(known, { queued, movedAt: now, hasMoved: known.hasMoved || queued < known.queued })
    }
  }

  function makeRoom(): void {
    look()
    const stillest = [...kept].sort(([, a], [, b]) => Number(a.hasMoved) - Number(b.hasMoved) || a.movedAt - b.movedAt)
    for (const [connection] of stillest) {
      if (total <= MAX_UNSENT || kept.size === 1) return // one alone may have more
      end(connection)
    }
  }

  function end(connection: Connection): void {
    const bytes = connection.socket.closed ? 0 : (kept.get(connection)?.bytes ?? 0)
    forget(connection)
    leaving += bytes
    connection.socket.once('close', () => (leaving -= bytes)).destroy()
  }

  const stopSweeping = clock.every(SWEEP_MILLISECONDS, () => {
    if (kept.size === 0) return
    look()
    const since = clock.monotonic() - MAX_STANDSTILL
    // What waits for a handler of ours has not been refused by anybody.
    for (const [connection, { movedAt, queued }] of kept) if (queued > 0 && movedAt < since) end(connection)
  })

  return {
    keep: (connection, bytes) => (bytes < 0 ? remove(connection, -bytes) : add(connection, bytes)),
    isFull: () => leaving > MAX_UNSENT / 2,
    isOverrun: () => total + leaving > 2 * MAX_UNSENT,
    forget,
    close: stopSweeping,
  }
}

/** Node says how much of a long write has left only here, where its own timeouts look; the rest counts whole writes. */
function queuedBytes(socket: Socket): number {
  const { _handle: handle } = socket as Socket & { _handle?: { writeQueueSize?: number } } // not in the types
  return handle?.writeQueueSize ?? socket.writableLength
}
