/** Much more than anything needs that is to happen within a limit. */
const LONGEST_LIMIT = 60_000

/**
 * For what has to happen within a limit that has to pass: short enough for a quiet machine, and longer each time where it does not. What
 * is wrong stays so.
 */
export async function withinGrowingLimit(first: number, attempt: (limit: number) => Promise<void>): Promise<void> {
  for (let limit = first; ; limit *= 4) {
    try {
      return await attempt(limit)
    } catch (error) {
      if (4 * limit > LONGEST_LIMIT) throw error
    }
  }
}
