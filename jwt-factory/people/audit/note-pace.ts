import type { Clock } from '#core/clock'

/** So many refusals of one share are written down at once, and then one each second. */
const NOTES_AT_ONCE = 20
const EACH_MILLISECONDS = 1000

interface Bucket {
  left: number
  filledAt: number
  leftOut: number
}

/** Says which of many refusals are written down. One bucket for each share; nobody can make more of them. */
export function createNotePace({ monotonic }: Pick<Clock, 'monotonic'>) {
  const buckets = new Map<string, Bucket>()
  return {
    /** @returns how many were left out before this one; undefined: it is left out as well */
    leftOutBefore(share: string): number | undefined {
      const now = monotonic()
      const { left, filledAt, leftOut } = buckets.get(share) ?? { left: NOTES_AT_ONCE, filledAt: now, leftOut: 0 }
      const filled = Math.min(NOTES_AT_ONCE, left + (now - filledAt) / EACH_MILLISECONDS)
      const isWritten = filled >= 1
      buckets.set(share, {
        left: isWritten ? filled - 1 : filled,
        filledAt: now,
        leftOut: isWritten ? 0 : leftOut + 1,
      })
      return isWritten ? leftOut : undefined
    },
  }
}
