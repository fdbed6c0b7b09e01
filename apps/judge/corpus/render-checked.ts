import { shownText } from '#core/shown-text'
import type { CheckedCorpusToken } from './check-corpus.ts'

/** How much of a body is shown. Signs. */
const SHOWN_OF_BODY = 80

const OUTCOME_SIGNS: Record<CheckedCorpusToken['outcome'], string> = {
  'as-expected': '✓',
  differs: '✗',
  unsure: '?',
  'too-late': '-',
  'no-answer': '✗',
}

/** A line for each token, and one that counts. */
export function renderChecked(system: string, checked: readonly CheckedCorpusToken[]): string[] {
  const width = Math.max(...checked.map(({ token }) => token.length))
  const lines = checked.map(
    (each) => `  ${OUTCOME_SIGNS[each.outcome]} ${each.token.padEnd(width)}  ${saysOfChecked(each)}`,
  )
  const count = (outcome: CheckedCorpusToken['outcome']) => checked.filter((each) => each.outcome === outcome).length
  const others = (['differs', 'unsure', 'too-late', 'no-answer'] as const).filter((outcome) => count(outcome) > 0)
  const told = [`${count('as-expected')} of ${checked.length} as expected`, ...others.map((outcome) => `${count(outcome)} ${COUNTED_AS[outcome]}`)] // prettier-ignore
  return [system, ...lines, `  ${told.join(', ')}`]
}

const COUNTED_AS = {
  differs: 'different',
  unsure: 'different where the original was never run',
  'too-late': 'too late: make a new corpus for these',
  'no-answer': 'without an answer',
}

function saysOfChecked({ expected, found, outcome, why }: CheckedCorpusToken): string {
  const wanted = `${expected.status}${expected.words === undefined ? '' : ` ${shownText(expected.words)}`}`
  if (outcome === 'too-late') return `held until ${expected.until}`
  if (!found) return `expected ${wanted}; ${shownText(why ?? '')}`
  if (outcome === 'as-expected') return wanted
  return `expected ${wanted}; it was ${found.status} ${shownText(found.body.slice(0, SHOWN_OF_BODY))}`
}

/** Whether a system is as the corpus says, as far as it could be asked. */
export const isAsExpected = (checked: readonly CheckedCorpusToken[]): boolean =>
  checked.every(({ outcome }) => outcome !== 'differs' && outcome !== 'no-answer') &&
  checked.some(({ outcome }) => outcome === 'as-expected')
