/**
 * A value as JSON. A caller in this process may hand over what has no such form: a circle, a BigInt, a function, or more
 * levels than can be walked.
 * @returns undefined for what has none
 */
export function jsonFormOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value) as string | undefined // for a function and a symbol there is no text
  } catch {
    return undefined
  }
}

export const NO_JSON = 'has no form in JSON'
