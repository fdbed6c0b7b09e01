/** Where the time comes from. The one file that reads the wall clock: everything else is handed a clock. */
export interface Clock {
  /** Milliseconds since 1970, by the clock on the wall: corrected now and then, and right after the machine slept. */
  now(): number
  /** Milliseconds since some moment, with fractions: only for how long something took. */
  ticks(): number
}

export const systemClock: Clock = {
  now: () => Date.now(),
  ticks: () => performance.now(),
}

/** A clock for tests: it stands still until it is moved. */
export function manualClock(start: number | string): Clock & { advance(by: Duration): void } {
  let now = typeof start === 'string' ? Date.parse(start) : start
  return {
    now: () => now,
    ticks: () => now,
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
