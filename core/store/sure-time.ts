import type { Clock } from '../clock.ts'

/** A clock that leapt ahead is believed once it has stood there for so long. Milliseconds. */
const BELIEVED_AFTER = 86_400_000

/**
 * The time by which something may be forgotten for good. A clock may run ahead for a while and be set back: what it
 * called expired lives again then, and must still be there. So this time goes on with the monotonic clock, follows a
 * clock that was set back at once, and one that leapt ahead when it has stayed there for a day.
 * @param from where it begins, when something better is known than the clock at this moment
 */
export function sureTime(clock: Clock, from = clock.now()): () => number {
  const ahead = () => clock.now() - clock.monotonic()
  let believed = from - clock.monotonic()
  let leap: { since: number; least: number } | undefined

  return () => {
    const seen = ahead()
    const elapsed = clock.monotonic()
    if (seen <= believed) {
      believed = seen
      leap = undefined
      return believed + elapsed
    }
    leap = { since: leap?.since ?? elapsed, least: Math.min(leap?.least ?? seen, seen) }
    if (elapsed - leap.since < BELIEVED_AFTER) return believed + elapsed
    believed = leap.least
    leap = undefined
    return believed + elapsed
  }
}
