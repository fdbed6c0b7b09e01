/** Whether a value is one that is meant. */
export type ClaimPattern = (value: string) => boolean

/** @returns whether it is this very text */
export const isExactly =
  (wanted: string): ClaimPattern =>
  (value) =>
    value === wanted

/** Characters. */
const LONGEST_PATTERN = 200
const LONGEST_MATCHED = 256

/**
 * Reads a regular expression that somebody configured. The runtime tries one way after the other, and with two repetitions that can take
 * longer than anybody waits; so there may be one at most, and not of a group.
 * @returns false, too, for a value that is longer than a claim should be
 * @throws TypeError that says what is wrong, as the end of a sentence
 */
export function readPattern(pattern: string): ClaimPattern {
  if (pattern.length > LONGEST_PATTERN) throw new TypeError(`has more than ${LONGEST_PATTERN} characters`)
  const bare = pattern.replaceAll(/\\[^0-9kpP]/g, '.').replaceAll(/\[[^\]]*\]/g, '.')
  if (bare.includes('\\')) throw new TypeError('refers to a group or a property')
  if (bare.includes('(?')) throw new TypeError('has a group that begins with (?')
  if (bare.includes('{')) throw new TypeError('has a repetition with braces: there may be one of *, + and ?')
  if (/\)[*+?]/.test(bare)) throw new TypeError('repeats a group')
  if (bare.replaceAll(/[^*+?]/g, '').length > 1) throw new TypeError('has more than one of *, + and ?')
  let expression: RegExp
  try {
    expression = new RegExp(pattern, 'u')
  } catch {
    throw new TypeError('is no regular expression')
  }
  return (value) => value.length <= LONGEST_MATCHED && expression.test(value)
}
