import { remedyFor } from '../engine/remedies.ts'
import type { CaseResult } from '../probe-report.ts'
import { caseAskingSame, measuredCase } from '../reports/measured-case.ts'
import type { SkewClaim, SkewResult } from './skew-report.ts'

/** The cases of the catalogue that ask the same of one token, whose time is off by an hour. */
const SAME_CASES: Readonly<Record<SkewClaim, string>> = { exp: 'exp-past', nbf: 'nbf-future', iat: 'iat-future' }

/** Seconds. */
const OFF_IN_CASES = 3600

/**
 * The cases of a report, and with them what `--skew` found: a claim that is not looked at, or with a leeway of more than the hour of
 * its case, is a finding of that case. A case that has a finding already says it, and is left as it is.
 */
export function casesWithSkew(
  cases: readonly CaseResult[],
  results: readonly SkewResult[],
  library?: string,
): readonly CaseResult[] {
  const found = new Map(results.flatMap((result) => (isBeyondCase(result) ? [caseOf(result, library)] : [])))
  const told = cases.map((each) => {
    const measured = each.finding ? undefined : found.get(each.id)
    return measured ? { ...measured, remarks: each.remarks } : each
  })
  const known = new Set(cases.map(({ id }) => id))
  return [...told, ...[...found.values()].filter(({ id }) => !known.has(id))]
}

function isBeyondCase({ measured }: SkewResult): boolean {
  if (measured.kind === 'leeway') return measured.seconds - measured.plusMinusSeconds > OFF_IN_CASES
  return measured.kind !== 'inconclusive'
}

function caseOf({ claim, sentence }: SkewResult, library: string | undefined): readonly [string, CaseResult] {
  const id = SAME_CASES[claim]
  const { class: asked = 'MUST', severity = { level: 'high', cwe: 613 } } = caseAskingSame(id) ?? {}
  const remedy = remedyFor({ id }, 'believed', library)
  const finding = {
    kind: 'believed',
    severity,
    isFailing: asked !== 'POLICY',
    sentence: `Measured: ${sentence}.`,
    remedy,
  } as const
  return [id, measuredCase(id, finding)]
}
