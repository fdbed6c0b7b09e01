/** The slowest call but one in a hundred. Milliseconds. */
export function p99(calls: readonly { begin: number; end: number }[]): number {
  const times = calls.map(({ begin, end }) => end - begin).sort((a, b) => a - b)
  return times[Math.floor(times.length * 0.99)] ?? 0
}

/** How many calls there are of each fault. */
export function countFaults(calls: readonly { fault: string | undefined }[]): Record<string, number> {
  const groups = Map.groupBy(calls, ({ fault }) => fault ?? '')
  return Object.fromEntries([...groups].map(([fault, { length }]) => [fault, length]))
}

/** How many calls all faults have cost together. */
export const sumOfFaults = (faults: Record<string, number>): number =>
  Object.values(faults).reduce((sum, count) => sum + count, 0)

/** For a table: the sum, and each fault with its number. */
export const faultCells = (faults: Record<string, number>): string =>
  [String(sumOfFaults(faults)), ...Object.entries(faults).map(([fault, count]) => `${count} × ${fault}`)].join(', ')

/** The last line of a drill in which nothing was lost that counts. */
export function sayPassed(tooSlow: Record<string, number>): string {
  const count = sumOfFaults(tooSlow)
  return count === 0 ? 'PASSED: no call was lost.' : `PASSED: no rotation has cost a call. Not counted, for this machine was too slow: ${count}.` // prettier-ignore
}

/** More calls than that were too slow to count: then the others prove nothing either. */
export const TOLERATED_SHARE = 0.05
