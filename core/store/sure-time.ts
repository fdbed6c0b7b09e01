import type { Clock } from '../clock.ts'

/** A clock that leapt ahead is believed once it has stood there for so long. Milliseconds. */
const BELIEVED_AFTER = 86_400_000

/**
 * The time by which something may be forgotten for good. A clock may run ahead for a while and be set back: what it
 * called expired lives again then, and must still be there. So this time goes on with the monotonic clock, follows a
 * clock that was set back at once, and one that leapt ahead when it has stayed there for a day.
 * @param from where it begins, when something better is known than the clock at this moment
 * @param machine by which time passes, where `clock` is one that somebody moves: an hour that was leapt over is none
 */
export function sureTime(
  clock: Pick<Clock, 'now' | 'monotonic'>,
  { from = clock.now(), machine = clock }: { from?: number; machine?: Pick<Clock, 'monotonic'> } = {},
): () => number {
  const ahead = () => clock.now() - machine.monotonic()
  let believed = from - machine.monotonic()
  let leap: { since: number; least: number } | undefined

  return () => {
    const seen = ahead()
    const elapsed = machine.monotonic()
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
