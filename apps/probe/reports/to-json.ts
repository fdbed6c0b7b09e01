import { shownLines } from '#core/shown-text'
import type { BaselineComparison } from './compare-baseline.ts'
import { firstSentence } from './first-words.ts'
import type { FullReport } from './full-report.ts'
import { protectReport } from './protect-report.ts'

/** The whole report for a program: `probeReportSchema` says what stands in it. It can be a baseline of later runs. */
export function toJson(report: FullReport, comparison?: BaselineComparison): string {
  const { target, controls, stopped, summary, cases, keySet, skew, matrix } = protectReport(report)
  const first = firstSentence(cases)
  const document = {
    version: 1,
    target,
    controls,
    ...(stopped !== undefined && { stopped }),
    ...(first !== undefined && { first }),
    summary,
    cases: cases.map(({ id, family, class: kind, severity, verdict, ...rest }) => ({ id, family, class: kind, severity, verdict, ...rest })), // prettier-ignore
    ...(keySet && { keySet }),
    ...(skew && { skew }),
    ...(matrix && { matrix }),
    ...(comparison && { baseline: baselineMember(comparison) }),
  }
  return `${shownLines(JSON.stringify(document, null, 2)).join('\n')}\n`
}

/** What is known, as `baseline` of a report. */
export const baselineMember = ({ newFindings, accepted, newDoors, acceptedDoors, ...rest }: BaselineComparison) => ({
  newFindings: [...newFindings, ...newDoors].map(({ id }) => id),
  accepted: [
    ...accepted.map(({ found: { id, finding }, because }) => ({ id, kind: finding.kind, because })),
    ...acceptedDoors.map(({ door: { id, kind }, because }) => ({ id, kind, because })),
  ],
  ...rest,
})
