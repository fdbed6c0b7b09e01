import type { AcceptedFinding, Baseline } from './baseline.ts'
import type { FoundCase } from './found-case.ts'
import type { FullReport } from './full-report.ts'
import { sortFindings } from './group-findings.ts'
import { protectReport, protectText } from './protect-report.ts'

/** A report beside what was known before. */
export interface BaselineComparison {
  /** Nobody has accepted these. */
  readonly newFindings: readonly FoundCase[]
  readonly accepted: readonly { readonly found: FoundCase; readonly because: string }[]
  /** Accepted, and no longer there: they can be taken out of the baseline. */
  readonly fixed: readonly AcceptedFinding[]
  /** Accepted, but their cases were not run, or nobody can tell. */
  readonly open: readonly AcceptedFinding[]
  /** Accepted, but this run has no such case. */
  readonly unknown: readonly AcceptedFinding[]
  /** How many of the new ones fail the run: any gives the exit code 1. */
  readonly failing: number
  /** What a person should know of the baseline. */
  readonly warnings: readonly string[]
}

/** Says which findings are new, which were accepted, and which of the accepted ones are gone. */
export function compareWithBaseline(report: FullReport, baseline: Baseline): BaselineComparison {
  const found = sortFindings(report.cases)
  const known = baseline.accepted.map((each) => ({ ...each, because: protectText(each.because) }))
  const entryFor = ({ id, finding }: FoundCase) =>
    known.find((each) => each.id === id && (each.kind ?? finding.kind) === finding.kind)
  const newFindings = found.filter((each) => entryFor(each) === undefined)
  const accepted = found.flatMap((each) => {
    const entry = entryFor(each)
    return entry ? [{ found: each, because: entry.because }] : []
  })
  const used = new Set(found.map(entryFor))
  const rest = known.filter((entry) => !used.has(entry))
  const verdicts = new Map(report.cases.map(({ id, verdict }) => [id, verdict]))
  const isOpen = ({ id }: AcceptedFinding) => ['not-run', 'inconclusive'].includes(verdicts.get(id) ?? '')
  const inRun = rest.filter(({ id }) => verdicts.has(id))
  return {
    newFindings,
    accepted,
    fixed: inRun.filter((entry) => !isOpen(entry)),
    open: inRun.filter(isOpen),
    unknown: rest.filter(({ id }) => !verdicts.has(id)),
    failing: newFindings.filter(({ finding }) => finding.isFailing).length,
    warnings: warningsOf(protectReport(report).target.url, baseline),
  }
}

function warningsOf(url: string, { target }: Baseline): string[] {
  if (target === undefined || protectText(target) === url) return []
  return [`The baseline was written for ${protectText(target)}.`]
}

/**
 * A baseline that accepts all findings of a report, to be edited: each says why it is accepted.
 * @param recorded when, as people write it
 */
export function writeBaseline(report: FullReport, recorded: string): string {
  const { target, cases } = protectReport(report)
  const accepted = sortFindings(cases).map(({ id, finding: { kind, sentence } }) => ({
    id,
    kind,
    because: `Known, and not yet explained: ${sentence}`,
  }))
  return `${JSON.stringify({ target: target.url, recorded, accepted }, null, 2)}\n`
}
