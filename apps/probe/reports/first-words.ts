import type { CaseResult } from '../probe-report.ts'

/** Whoever lets these in checks no signature. */
const UNSIGNED_CASES = ['sig-random', 'sig-bit-flipped']

/** What matters before all findings, because they follow from it: every form of a report says it first. */
export const firstWords = (cases: readonly CaseResult[]): string | undefined =>
  UNSIGNED_CASES.every((id) => cases.some((each) => each.id === id && each.verdict === 'believed'))
    ? 'it does not check signatures: whoever writes a token is let in. Mend that before all else'
    : undefined

/** The same as a sentence that stands alone. */
export function firstSentence(cases: readonly CaseResult[]): string | undefined {
  const words = firstWords(cases)
  return words === undefined ? undefined : `${words[0]?.toUpperCase()}${words.slice(1)}.`
}
