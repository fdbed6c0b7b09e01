import { hash } from 'node:crypto'
import type { AttackClass, Severity } from '#attacks'
import type { CaseResult } from '../probe-report.ts'
import type { BaselineComparison } from './compare-baseline.ts'
import { firstSentence } from './first-words.ts'
import type { FoundCase } from './found-case.ts'
import { gotWords, expectedWords, gapsOf, isMeasured, type FullReport } from './full-report.ts'
import { doorOfTarget, doorResults } from './sarif-doors.ts'
import { sarifKnown, sarifLog } from './sarif-log.ts'
import { ruleHelp } from './rule-help.ts'
import { locationPath, stablePlace } from './sarif-place.ts'
import { sortFindings } from './group-findings.ts'
import { protectReport } from './protect-report.ts'
import { referenceLink, weaknessLink } from './reference-link.ts'

/** Code scanners sort by a number from 0 to 10. */
const SCORES: Record<Severity['level'], string> = { critical: '9.5', high: '8.0', medium: '5.5', low: '2.5' }

/** What a standard requires is an error, best practice a warning, and taste a note. */
const CLASS_LEVELS: Record<AttackClass, 'error' | 'warning' | 'note'> = {
  MUST: 'error',
  SHOULD: 'warning',
  POLICY: 'note',
}

/**
 * The findings for a code scanner: SARIF 2.1.0. A rule for each case that was run, a result for each finding; what the
 * baseline accepts is suppressed (§3.27.23), and stays in it.
 */
export function toSarif(report: FullReport, comparison?: BaselineComparison): string {
  const safe = protectReport(report)
  const rules = safe.cases.filter(({ verdict, finding }) => verdict !== 'not-run' || finding)
  const accepted = new Map(comparison?.accepted.map(({ found, because }) => [found.id, because]))
  const indexes = new Map(rules.map(({ id }, at) => [id, at]))
  const results = sortFindings(safe.cases).map((found) => {
    const because = accepted.get(found.id)
    return {
      ...sarifResult(found, safe),
      ruleIndex: indexes.get(found.id),
      ...(comparison && sarifKnown(because)),
    }
  })
  const doors = doorResults(safe, rules.length, comparison)
  return sarifLog({
    rules: [...rules.map(sarifRule), ...doors.rules],
    results: [...results, ...doors.results],
    invocation: invocationOf(safe),
    properties: { target: safe.target, summary: safe.summary },
  })
}

function invocationOf(report: FullReport) {
  const { stopped, cases } = report
  const first = firstSentence(cases)
  const faults = [...(stopped === undefined ? [] : [stopped]), ...gapsOf(report)]
  const told = [
    ...(first === undefined ? [] : [{ level: 'warning', message: { text: first } }]),
    ...faults.map((text) => ({ level: 'error', message: { text } })),
  ]
  return { executionSuccessful: faults.length === 0, ...(told.length > 0 && { toolExecutionNotifications: told }) }
}

function sarifRule(result: CaseResult) {
  const { id, title, family, class: kind, severity, references, expects } = result
  const link = references.map(referenceLink).find((each) => each !== undefined) ?? weaknessLink(severity.cwe)
  return {
    id,
    name: id,
    shortDescription: { text: title },
    fullDescription: { text: expects.length === 0 ? title : `${title}. The right answer is ${expectedWords(result)}.` },
    help: ruleHelp(result),
    helpUri: link,
    defaultConfiguration: { level: CLASS_LEVELS[kind] },
    properties: {
      tags: ['security', family, kind, `external/cwe/cwe-${severity.cwe}`],
      'security-severity': SCORES[severity.level],
      precision: 'very-high',
    },
  }
}

function sarifResult(found: FoundCase, { target }: FullReport) {
  const { id, title, class: kind, finding, references, token, curl } = found
  const words = `${finding.sentence} Change: ${finding.remedy}${isMeasured(found) ? '' : ` Wanted: ${expectedWords(found)}; got: ${gotWords(found)}.`}`
  const { method, url } = target
  const door = doorOfTarget(target)
  const fingerprint = hash('sha256', JSON.stringify([id, finding.kind, method, ...stablePlace(target)]))
  return {
    ruleId: id,
    level: finding.isFailing ? CLASS_LEVELS[kind] : 'note',
    message: { text: words },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: locationPath(target) }, region: { startLine: 1 } },
        logicalLocations: [`${method} ${url}`, ...(door === undefined ? [] : [door])].map((name) => ({
          name,
          fullyQualifiedName: name,
          kind: 'resource',
        })),
      },
    ],
    partialFingerprints: { 'probeFinding/v2': fingerprint, primaryLocationLineHash: `${fingerprint.slice(0, 16)}:1` },
    properties: {
      title,
      kind: finding.kind,
      remedy: finding.remedy,
      references,
      'security-severity': SCORES[finding.severity.level],
      ...(token !== undefined && { token }),
      ...(curl !== undefined && { curl }),
    },
  }
}
