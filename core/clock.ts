/** Where the time comes from. The one file that reads the wall clock: everything else is handed a clock. */
export interface Clock {
  /** Milliseconds since 1970, with fractions where the platform has them. */
  now(): number
}

export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
}

/** A clock for tests: it stands still until it is moved. */
export function manualClock(start: number | string): Clock & { advance(by: Duration): void } {
  let now = typeof start === 'string' ? Date.parse(start) : start
  return {
    now: () => now,
    advance({ hours = 0, minutes = 0, seconds = 0, milliseconds = 0 }) {
      now += ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds
    },
  }
}

export interface Duration {
  hours?: number
  minutes?: number
  seconds?: number
  milliseconds?: number
}
