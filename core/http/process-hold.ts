import type { Server, Socket } from 'node:net'
import type { Clock } from '../clock.ts'

let areHolding = true

/**
 * From now on ports that are opened in this process, and who comes to them, do not keep it alive: it ends when its own work is done, whether
 * somebody has closed them or not. Who asks them, and waits for the answer, keeps it alive.
 */
export function letPortsHoldNothing(): void {
  areHolding = false
}

/** To be called for each server that listens. */
export function holdAsAgreed(server: Server): void {
  if (areHolding) return
  server.unref()
  server.on('connection', (socket: Socket) => void socket.unref())
}

/** Longer than any work. Milliseconds. */
const HOLDS_SO_LONG = 86_400_000

/** Keeps the process alive until a work is over that may wait for nothing but such ports. @returns what the work gives */
export async function holdProcess<Result>(work: () => Promise<Result>, clock: Clock): Promise<Result> {
  const over = new AbortController()
  clock.delay(HOLDS_SO_LONG, over.signal).catch(() => {}) // the end of it is no error
  try {
    return await work()
  } finally {
    over.abort()
  }
}
