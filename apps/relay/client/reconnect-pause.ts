/** Milliseconds. */
const SHORTEST_PAUSE = 100
const LONGEST_PAUSE_OF_RELAY = 15_000

/** A relay that wants to be left alone for longer is asked again after so long. Milliseconds. */
const LONGEST_ASKED_FOR = 60_000

/**
 * How long to wait before the next try: twice as long after each failure, as Piko does it, and a quarter more or less, so that many who
 * lost the same relay do not come back at the same moment.
 * @param failures in a row
 * @param random 0 to 1
 * @param askAgain what the relay wants. Milliseconds
 */
export function reconnectPause(failures: number, random: number, askAgain = 0): number {
  const whole = Math.min(LONGEST_PAUSE_OF_RELAY, SHORTEST_PAUSE * 2 ** Math.min(Math.max(0, failures - 1), 10))
  return Math.max(Math.round(whole * (0.75 + random / 2)), Math.min(askAgain, LONGEST_ASKED_FOR))
}
