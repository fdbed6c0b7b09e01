const ROUNDS = 40
const TIMES = 100

/**
 * How long each of some acts takes at best, in microseconds. They take turns, and the shortest of many rounds counts:
 * whatever else the machine does only makes a round longer.
 */
export function shortestRounds(acts: readonly (() => unknown)[]): number[] {
  const shortest = acts.map(() => Infinity)
  for (let round = 0; round < ROUNDS; round++) {
    for (const [at, act] of acts.entries()) {
      const begin = performance.now()
      for (let time = 0; time < TIMES; time++) act()
      const each = ((performance.now() - begin) * 1000) / TIMES
      shortest[at] = Math.min(shortest[at] ?? Infinity, each)
    }
  }
  return shortest
}
