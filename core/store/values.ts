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

/**
 * What a database gets to store: the text itself, unless a database might not give it back as it was. A NUL ends a text
 * for some drivers, and half a surrogate pair has no UTF-8, so that two keys would become one: these go in as JSON,
 * which escapes both. JSON texts begin with a quote; so whatever begins with one goes in as JSON too.
 */
export const toText = (text: string): string =>
  text.startsWith('"') || text.includes('\0') || !text.isWellFormed() ? JSON.stringify(text) : text

/** The other way round. */
export const fromText = (text: string): string => (text.startsWith('"') ? (JSON.parse(text) as string) : text) // toText made it

/** Sorts entries as JavaScript compares strings: databases have other ideas of order, and each its own. */
export const byKey = ([a]: [string, string], [b]: [string, string]): number => (a < b ? -1 : a > b ? 1 : 0)
