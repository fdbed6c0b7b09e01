import type { Clock } from '#core/clock'

/** Beyond this many at once, or those of a second, what is called is slower than the rate; the next call then waits. */
export const MAX_IN_FLIGHT = 64
const CALL_TICK = 5

/** Calls that go on at a steady rate. */
export interface SteadyCalls<Call> {
  done(): readonly Call[]
  /** Begins no further one. Resolves when all have ended. */
  stop(): Promise<void>
}

/**
 * Calls at a steady rate until it is stopped.
 * @param send makes one call, and tells of its fault instead of throwing
 * @param rate calls that begin in a second
 */
export function callSteadily<Call>(send: () => Promise<Call>, rate: number, clock: Clock): SteadyCalls<Call> {
  const done: Call[] = []
  const inFlight = new Set<Promise<void>>()
  const begin = clock.now()
  let sent = 0
  const mostInFlight = Math.min(MAX_IN_FLIGHT, rate)
  const stopTicking = clock.every(CALL_TICK, () => {
    const due = ((clock.now() - begin) / 1000) * rate
    for (; sent < due && inFlight.size < mostInFlight; sent++) {
      const call = send().then((result) => void done.push(result))
      inFlight.add(call)
      void call.finally(() => inFlight.delete(call))
    }
    if (sent < due - rate) sent = Math.floor(due - rate) // a backlog of a second is forgotten, not made up for
  })
  return {
    done: () => done,
    async stop() {
      stopTicking()
      await Promise.all(inFlight)
    },
  }
}
