import type { MarkName } from '#core/page/mark.view'
import type { CaseResult } from '../../../probe/probe-report.ts'
import type { LabState } from './lab-state.ts'

/** What a person sees of a result: a sign, its colour and its word. */
export function markOfCase({ verdict, finding, family }: CaseResult): { mark: MarkName; word: string } {
  if (verdict === 'not-run') return { mark: 'not-configured', word: 'not run' }
  if (verdict === 'inconclusive') return { mark: 'cannot-decide', word: 'nobody can tell' }
  if (finding) return { mark: 'refused', word: finding.isFailing ? verdict : `${verdict}, as may be` }
  return { mark: 'good', word: family === 'good' ? 'believed, as it should be' : verdict }
}

/** The worst first: findings that fail by their severity, then those that do not. */
export const worstFindings = (results: readonly CaseResult[]): readonly CaseResult[] =>
  results.filter(({ finding }) => finding).toSorted((a, b) => severityRank(a) - severityRank(b))

const LEVELS = ['critical', 'high', 'medium', 'low']
const severityRank = ({ finding }: CaseResult) =>
  finding ? LEVELS.indexOf(finding.severity.level) + (finding.isFailing ? 0 : LEVELS.length) : Infinity

/** @returns what is still missing before a run can begin; undefined when nothing is */
export function lackingFor({ target, own }: Pick<LabState, 'target' | 'own'>): string | undefined {
  if (target !== 'own') return undefined
  if (!/^https?:\/\/\S/.test(own.url.trim())) return 'Say where your service is: its whole URL.'
  return own.audience.trim() === '' ? 'Say which audience your service expects.' : undefined
}

/** What is asked of the console: only what a person has said. */
export function targetOrder({ target, own }: Pick<LabState, 'target' | 'own'>): Record<string, string> {
  if (target !== 'own') return { cast: target }
  return Object.fromEntries(
    Object.entries(own)
      .map(([name, value]) => [name, value.trim()])
      .filter(([, value]) => value !== ''),
  ) as Record<string, string> // of texts
}

/** "41 of 290: 38 refused, 2 believed, 1 not run". */
export function progressWords({
  results,
  of,
  isGoing,
}: {
  results: readonly CaseResult[]
  of: number
  isGoing: boolean
}): string {
  const counts = Map.groupBy(results, ({ verdict }) => verdict)
  const words = [...counts].map(([verdict, some]) => `${some.length} ${verdict === 'not-run' ? 'not run' : verdict}`)
  const head = isGoing ? `${results.length} of ${of} cases` : `${results.length} cases`
  return words.length === 0 ? head : `${head}: ${words.join(', ')}`
}
