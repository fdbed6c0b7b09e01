import type { Dialect, DialectGap, Identity } from './dialect.ts'

/** In what a dialect differs from the one that it is like. */
export interface DialectDifference {
  name: string
  /** One sentence. */
  title: string
  /** Checks that it does not have, by their names. */
  without: readonly string[]
  /** What comes through for that, beside the gaps that are there already. */
  gaps: readonly DialectGap[]
}

/**
 * A dialect that does as another one, but for some checks. Its contract says whether its gaps are all that come through
 * (`dialect.contract.ts`).
 * @throws RangeError for a check that the other one does not have
 */
export function dialectLike<E, I extends Identity>(
  other: Dialect<E, I>,
  { name, title, without, gaps }: DialectDifference,
): Dialect<E, I> {
  const missing = without.filter((check) => !other.checks.some((each) => each.name === check))
  if (missing.length > 0) throw new RangeError(`${other.name} has no check ${missing.join(', ')}`)
  const checks = other.checks.filter((check) => !without.includes(check.name))
  return { ...other, name, title, gaps: [...other.gaps, ...gaps], checks }
}
