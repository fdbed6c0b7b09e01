import type { Severity } from '#attacks'
import { hasFinding, type FoundCase } from './found-case.ts'
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
  const groups = Map.groupBy(sortFindings(cases), ({ finding }) => JSON.stringify([finding.isFailing, finding.remedy]))
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
