/**
 * A value as JSON. A caller in this process may hand over what has no such form: a circle, a BigInt, a function, a number
 * that is none, or more levels than can be walked.
 * @returns undefined for what has none
 */
export function jsonFormOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value, refuseNoNumber) as string | undefined // for a function and a symbol there is no text
  } catch {
    return undefined
  }
}

/** The platform writes null in its place, without a word. */
function refuseNoNumber(_name: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError('no number of JSON')
  return value
}

export const NO_JSON = 'has no form in JSON'
