import { hash } from 'node:crypto'
import type { Severity } from '#attacks'
import type { CaseResult } from '../probe-report.ts'
import type { BaselineComparison } from './compare-baseline.ts'
import { gotWords, expectedWords, isMeasured, type FoundCase, type FullReport } from './full-report.ts'
import { sortFindings } from './group-findings.ts'
import { protectReport } from './protect-report.ts'
import { referenceLink, weaknessLink } from './reference-link.ts'

/** For people who sort by it: SARIF has three levels, code scanners a number from 0 to 10. */
const SCORES: Record<Severity['level'], { level: 'error' | 'warning' | 'note'; score: string }> = {
  critical: { level: 'error', score: '9.5' },
  high: { level: 'error', score: '8.0' },
  medium: { level: 'warning', score: '5.5' },
  low: { level: 'note', score: '2.5' },
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
      ...(comparison && { baselineState: because === undefined ? 'new' : 'unchanged' }),
      ...(comparison && { suppressions: because === undefined ? [] : [{ kind: 'external', status: 'accepted', justification: because }] }), // prettier-ignore
    }
  })
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'jwt-sandbox probe', rules: rules.map(sarifRule) } },
        invocations: [invocationOf(safe)],
        columnKind: 'utf16CodeUnits',
        results,
        properties: { target: safe.target, summary: safe.summary },
      },
    ],
  }
  return `${JSON.stringify(log, null, 2)}\n`
}

function invocationOf({ stopped }: FullReport) {
  if (stopped === undefined) return { executionSuccessful: true }
  return {
    executionSuccessful: false,
    toolExecutionNotifications: [{ level: 'error', message: { text: stopped } }],
  }
}

function sarifRule({ id, title, family, class: kind, severity: { level, cwe }, references, expects }: CaseResult) {
  const link = references.map(referenceLink).find((each) => each !== undefined) ?? weaknessLink(cwe)
  return {
    id,
    name: id,
    shortDescription: { text: title },
    fullDescription: { text: expects.length === 0 ? title : `${title}. The right answer is ${expects.join(' or ')}.` },
    help: { text: `See ${[...references, `CWE-${cwe}`].join('; ')}.` },
    helpUri: link,
    defaultConfiguration: { level: kind === 'POLICY' ? 'note' : SCORES[level].level },
    properties: {
      tags: ['security', family, kind, `external/cwe/cwe-${cwe}`],
      'security-severity': SCORES[level].score,
      precision: 'very-high',
    },
  }
}

function sarifResult(found: FoundCase, { target: { method, url } }: FullReport) {
  const { id, title, finding, references, token, curl } = found
  const words = `${finding.sentence} Change: ${finding.remedy}${isMeasured(found) ? '' : ` Wanted: ${expectedWords(found)}; got: ${gotWords(found)}.`}`
  return {
    ruleId: id,
    level: finding.isFailing ? SCORES[finding.severity.level].level : 'note',
    message: { text: words },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: uriOf(url) } },
        logicalLocations: [{ name: `${method} ${url}`, fullyQualifiedName: `${method} ${url}`, kind: 'resource' }],
      },
    ],
    partialFingerprints: { 'probeFinding/v1': hash('sha256', JSON.stringify([id, finding.kind, method, url])) },
    properties: {
      title,
      kind: finding.kind,
      remedy: finding.remedy,
      references,
      'security-severity': SCORES[finding.severity.level].score,
      ...(token !== undefined && { token }),
      ...(curl !== undefined && { curl }),
    },
  }
}

/** A path, too, is an address of a kind; what is none must not make the file invalid. */
const uriOf = (url: string) => (URL.canParse(url) ? new URL(url).href : encodeURI(url.toWellFormed()))
