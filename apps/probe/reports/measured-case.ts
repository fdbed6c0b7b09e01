import { CATALOGUE, type Attack } from '#attacks'
import type { CaseResult, CaseVerdict, Finding } from '../probe-report.ts'

/** The case of the catalogue that asks what was measured under its id; undefined where none does. */
export const caseAskingSame = (id: string): Attack | undefined => CATALOGUE.find((attack) => attack.id === id)

/**
 * What was measured, in the form of a case: every form of a report and a baseline know it. Its class and its standards are those of
 * the case that asks the same.
 * @param about what it is called and where it stands, where that is not as in the catalogue
 */
export function measuredCase(
  id: string,
  finding: Finding,
  about: { readonly family?: string; readonly title?: string } = {},
): CaseResult {
  const same = caseAskingSame(id)
  return {
    id,
    family: about.family ?? same?.family ?? 'key-set',
    title: about.title ?? same?.title ?? id,
    class: same?.class ?? (finding.isFailing ? 'SHOULD' : 'POLICY'),
    severity: finding.severity,
    references: same?.references ?? [],
    expects: [],
    verdict: MEASURED_VERDICTS[finding.kind],
    finding,
    remarks: [],
  }
}

const MEASURED_VERDICTS: Record<Finding['kind'], CaseVerdict> = {
  believed: 'believed',
  'good-refused': 'refused',
  crashed: 'crashed',
  hung: 'hung',
  watch: 'refused',
}
