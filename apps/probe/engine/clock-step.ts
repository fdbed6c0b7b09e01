import type { Clock } from '#core/clock'

/** A clock that is kept by small corrections parts from the one that is never set by less. Milliseconds. */
const SMALL_CORRECTION = 1000

/**
 * Watches whether somebody sets the clock of this machine during a run, or the machine sleeps: the good tokens of the run are of another
 * time then, which a target refuses as if it had locked us out.
 * @returns says why a good token is not believed any more: as it was given, or by the clock
 */
export function watchClockStep(clock: Pick<Clock, 'now' | 'monotonic'>): (what: string) => string {
  const begun = clock.now() - clock.monotonic()
  return (what) => {
    const stepped = clock.now() - clock.monotonic() - begun
    if (Math.abs(stepped) <= SMALL_CORRECTION || what.startsWith('the target crashed')) return what
    const seconds = (Math.abs(stepped) / 1000).toFixed(1)
    return `the clock of this machine was set ${stepped < 0 ? 'back' : 'forward'} by ${seconds} s during the run, or the machine slept, so the good token may be of another time (${what})`
  }
}
