import type { Severity } from '#attacks'
import { hasFinding, type FoundCase } from './full-report.ts'
import type { CaseResult } from '../probe-report.ts'

/** The worst first. */
export const SEVERITY_LEVELS = ['critical', 'high', 'medium', 'low'] as const satisfies readonly Severity['level'][]

/** Findings that one change mends. */
export interface FindingGroup {
  readonly level: Severity['level']
  readonly isFailing: boolean
  readonly remedy: string
  readonly cases: readonly FoundCase[]
}

/** What fails the run first, then the most severe; what one change mends stands together. */
export function groupFindings(cases: readonly CaseResult[]): FindingGroup[] {
  const groups = Map.groupBy(sortFindings(cases), ({ finding }) => JSON.stringify([finding.kind, finding.remedy]))
  return [...groups.values()].flatMap((found) => {
    const [{ finding }] = found as [FoundCase] // no group is empty
    return { level: finding.severity.level, isFailing: finding.isFailing, remedy: finding.remedy, cases: found }
  })
}

/** The same, one after the other. Of two that are as bad, the one that comes first in the catalogue. */
export const sortFindings = (cases: readonly CaseResult[]): FoundCase[] =>
  cases.filter(hasFinding).toSorted((a, b) => findingRank(a) - findingRank(b))

const findingRank = ({ finding }: FoundCase) =>
  (finding.isFailing ? 0 : SEVERITY_LEVELS.length) + SEVERITY_LEVELS.indexOf(finding.severity.level)

/** Equal words, and the ids of the cases that have them; what most have comes first. */
export function groupByWords(cases: readonly CaseResult[], wordsOf: (result: CaseResult) => readonly string[]) {
  const idsByWords = new Map<string, string[]>()
  for (const result of cases) {
    for (const words of wordsOf(result)) idsByWords.set(words, [...(idsByWords.get(words) ?? []), result.id])
  }
  return [...idsByWords].map(([words, ids]) => ({ words, ids })).toSorted((a, b) => b.ids.length - a.ids.length)
}
