import type { Clock } from '../clock.ts'

/** No timer waits longer than this; a token that lives longer is looked at again. Milliseconds. */
const LONGEST_LOOK_AHEAD = 3_600_000

/**
 * A signal for the moment at which a token is over, by the clock that can be moved.
 * @param until milliseconds since 1970; Infinity: never
 */
export function untilExpiry(until: number, clock: Clock): { signal: AbortSignal; forget(): void } {
  const end = new AbortController()
  const wait = new AbortController()
  void waitFor(until, clock, wait.signal).then(
    () => end.abort(),
    () => {}, // it is of no interest any more
  )
  return { signal: end.signal, forget: () => wait.abort() }
}

async function waitFor(until: number, clock: Clock, signal: AbortSignal): Promise<void> {
  for (let left = until - clock.now(); left > 0; left = until - clock.now()) {
    await clock.delay(Math.min(left, LONGEST_LOOK_AHEAD), signal)
  }
}
