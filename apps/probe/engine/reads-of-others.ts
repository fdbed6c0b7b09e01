import type { Clock } from '#core/clock'

/** So long nothing is sent, after what was sent has had its effect. Milliseconds. */
const SETTLES = 500
const QUIET = 2000

/**
 * Reads of the key set while nothing is sent to the target: they are of others, or of a target that reads by its own clock.
 * @returns reads in a second
 */
export async function readsInQuiet(clock: Pick<Clock, 'delay'>, readsSoFar: () => Promise<number>): Promise<number> {
  await clock.delay(SETTLES)
  const before = await readsSoFar()
  await clock.delay(QUIET)
  return ((await readsSoFar()) - before) / (QUIET / 1000)
}

/** As many reads may be of others in so many seconds: twice as many as there were in quiet, and one that came by chance. */
export const mostOfOthers = (perSecond: number, seconds: number): number =>
  perSecond === 0 ? 0 : Math.ceil(2 * perSecond * seconds) + 1

export const READ_BY_OTHERS =
  'the key set of the issuer is read while nothing is sent to the target, too, so nobody can tell which reads are of the target: run it where nobody else reads that key set'

/** How many reads a flood may cost: a second more is what a cool-down lets pass. */
export const isFlooded = (reads: number, most: number, seconds: number): boolean => reads > most + Math.floor(seconds)
