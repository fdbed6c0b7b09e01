import type { Clock } from '../clock.ts'

/** No timer waits longer than this; a token that lives longer is looked at again. Milliseconds. */
const LONGEST_LOOK_AHEAD = 3_600_000

/** The moment at which a token is over. */
export interface Expiry {
  /** Aborted then. */
  readonly signal: AbortSignal
  /** It is of no interest any more. */
  forget(): void
  /** For this one so many milliseconds pass at once, and for nobody else: it comes so much sooner. */
  pass(by: number): void
}

/**
 * Waits for the moment at which a token is over, by the clock that can be moved.
 * @param until milliseconds since 1970; Infinity: never
 */
export function untilExpiry(until: number, clock: Clock): Expiry {
  const end = new AbortController()
  let wait = new AbortController()
  let passed = 0
  const begin = () => {
    wait = new AbortController()
    void waitFor(() => until - passed - clock.now(), clock, wait.signal).then(
      () => end.abort(),
      () => {}, // it is of no interest any more, or waited for anew
    )
  }
  begin()
  return {
    signal: end.signal,
    forget: () => wait.abort(),
    pass(by) {
      if (wait.signal.aborted) return
      passed += by
      wait.abort()
      begin()
    },
  }
}

async function waitFor(timeLeft: () => number, clock: Clock, signal: AbortSignal): Promise<void> {
  for (let left = timeLeft(); left > 0; left = timeLeft()) {
    await clock.delay(Math.min(left, LONGEST_LOOK_AHEAD), signal)
  }
}
