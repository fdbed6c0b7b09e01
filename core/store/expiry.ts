/**
 * The expiry as it was given. Not a number would mean "never" to one backend and "long ago" to the next.
 * @throws RangeError when it is not a finite number
 */
export function checkedExpiry(expiresAt: number | undefined): number | undefined {
  if (expiresAt === undefined || Number.isFinite(expiresAt)) return expiresAt
  throw new RangeError(`an expiry is a time in milliseconds, not ${expiresAt}`)
}

/** A value lives until its expiry and no longer: at that very millisecond it is gone. */
export const isLive = (expiresAt: number | undefined, now: number): boolean =>
  expiresAt === undefined || expiresAt > now
