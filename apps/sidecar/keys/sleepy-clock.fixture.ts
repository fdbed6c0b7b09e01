import { manualClock, type ManualClock } from '#core/clock'

/** A clock that stands still until it is moved, and tells when somebody has gone to sleep: then all is done that was to do. */
export interface SleepyClock extends ManualClock {
  /** How long whoever slept wanted to, in milliseconds. */
  waits: number[]
  /** Resolves when somebody has gone to sleep since the last time that it was asked for. */
  asleep(): Promise<void>
}

export function sleepyClock(start: number | string): SleepyClock {
  const clock = manualClock(start)
  const waits: number[] = []
  let seen = 0
  let tell: (() => void) | undefined
  return {
    ...clock,
    waits,
    delay(milliseconds, signal) {
      waits.push(milliseconds)
      tell?.()
      return clock.delay(milliseconds, signal)
    },
    async asleep() {
      while (waits.length <= seen) await new Promise<void>((resolve) => (tell = resolve))
      seen = waits.length
    },
  }
}
