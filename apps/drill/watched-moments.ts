/**
 * When somebody is asked, for a day: each second at first, then less often, but always so often that what lives while it is
 * used stays alive. From, to, step; seconds.
 */
const STRETCHES = [
  [0, 120, 1],
  [120, 1200, 10],
  [1200, 86_400, 30],
] as const

/** The moments of a watch, in their order. */
export const WATCHED_MOMENTS: readonly number[] = [
  ...STRETCHES.flatMap(([from, to, step]) => Array.from({ length: (to - from) / step }, (_, at) => from + at * step)),
  86_400,
]

/**
 * Moves a clock on until something is so.
 * @returns the first of the moments at which it was so; undefined when it was not so within a day
 */
export async function firstMoment(
  { advance }: { advance(seconds: number): Promise<void> },
  isSo: () => Promise<boolean>,
): Promise<number | undefined> {
  let passed = 0
  for (const moment of WATCHED_MOMENTS) {
    if (moment > passed) await advance(moment - passed)
    passed = moment
    if (await isSo()) return moment
  }
  return undefined
}
