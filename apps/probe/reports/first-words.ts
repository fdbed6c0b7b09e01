import type { CaseResult } from '../probe-report.ts'
import { whatProvesLittle } from './proves-little.ts'

/** Whoever lets these in checks no signature. */
const UNSIGNED_CASES = ['sig-random', 'sig-bit-flipped']

/**
 * What matters before all findings, because they follow from it, or because there would be others: every form of a report says it first.
 * @param isGoing more results are to come
 */
export function firstWords(cases: readonly CaseResult[], isGoing = false): string | undefined {
  if (UNSIGNED_CASES.every((id) => cases.some((each) => each.id === id && each.verdict === 'believed')))
    return 'it does not check signatures: whoever writes a token is let in. Mend that before all else'
  const little = isGoing ? undefined : whatProvesLittle(cases)
  return (
    little &&
    `this run proves little: nobody can tell of ${little.unclear} of the ${little.sent} ${little.classes} cases that were sent, so what was not found may be there all the same`
  )
}

/** The same as a sentence that stands alone. */
export function firstSentence(cases: readonly CaseResult[], isGoing = false): string | undefined {
  const words = firstWords(cases, isGoing)
  return words === undefined ? undefined : `${words[0]?.toUpperCase()}${words.slice(1)}.`
}
