/** Milliseconds. */
const FIRST_PAUSE = 1000
const LONGEST_PAUSE = 60_000

/**
 * How long to wait after so many failures in a row: twice as long each time, up to a minute, and a quarter more or less, so that many
 * who lost the same server do not come back at the same moment.
 * @param random 0 to 1
 */
export function backOff(failures: number, random: number): number {
  const whole = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(failures - 1, 10))
  return Math.round(whole * (0.75 + random / 2))
}

/** The longest pause between two looks at a key that waits for a person. Milliseconds. */
const LONGEST_POLL = 30_000

/** Each second at first, then after a tenth of the time that the key has waited already: nobody who approves it waits much longer. */
export const pollPause = (waited: number): number =>
  Math.min(LONGEST_POLL, Math.max(FIRST_PAUSE, Math.round(waited / 10)))
