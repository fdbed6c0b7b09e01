import type { CaseResult, CaseVerdict, ProbeReport } from '../probe-report.ts'

/** How long something took or how often it was done, and no answer to a token: its verdict counts among no others. */
export const isMeasuredBesides = ({ expects, finding }: CaseResult): boolean =>
  expects.length === 0 && finding?.kind === 'watch'

/** The counts of a run: by verdict, and of what was not run by reason, the most frequent first. */
export function summarise(cases: readonly CaseResult[], milliseconds: number): ProbeReport['summary'] {
  const byVerdict: Record<CaseVerdict, number> = {
    refused: 0,
    believed: 0,
    inconclusive: 0,
    crashed: 0,
    hung: 0,
    'not-run': 0,
  }
  const reasons = new Map<string, number>()
  for (const result of cases) {
    const { verdict, reason = 'for no reason that is known' } = result
    if (!isMeasuredBesides(result)) byVerdict[verdict]++
    if (verdict === 'not-run') reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  }
  const findings = cases.flatMap(({ finding }) => finding ?? [])
  return {
    byVerdict,
    notRunByReason: Object.fromEntries([...reasons].sort(([, one], [, other]) => other - one)),
    findings: findings.length,
    failing: findings.filter(({ isFailing }) => isFailing).length,
    unclearMust: cases.filter((each) => each.class === 'MUST' && each.verdict === 'inconclusive').length,
    milliseconds: Math.round(milliseconds),
  }
}
