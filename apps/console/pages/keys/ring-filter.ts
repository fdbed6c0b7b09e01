import type { RingFilter } from '../../live/told.ts'

/** So many rings of a process are drawn at first, and so many more at once. */
export const FEW_RINGS = 12
const MOST_DRAWN = 120

/** What of an address says which rings are wanted. What is no number is as many as there are at first. */
export function readRingFilter({ like, most }: Record<string, unknown>): RingFilter {
  const count = typeof most === 'string' && /^\d{1,4}$/.test(most) ? Number(most) : FEW_RINGS
  return {
    like: typeof like === 'string' ? like.slice(0, 60) : '',
    most: Math.min(Math.max(count, 1), MOST_DRAWN),
  }
}
