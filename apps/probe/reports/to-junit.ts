import type { CaseResult } from '../probe-report.ts'
import type { BaselineComparison } from './compare-baseline.ts'
import { firstSentence } from './first-words.ts'
import { hasFinding, type FoundCase } from './found-case.ts'
import { doorFindings } from './door-finding.ts'
import { gotWords, expectedWords, gapsOf, isMeasured, type FullReport } from './full-report.ts'
import { doorSuite } from './junit-doors.ts'
import { junitSeconds, junitText, ROOT_NAME, type JunitSuite, type SuiteCounts } from './junit-text.ts'
import { protectReport } from './protect-report.ts'
import { xmlElement, xmlText } from './xml-text.ts'

/**
 * The report as CI servers read it: a test suite for each family, a test for each case. What fails the run is a failure; what
 * was not run, cannot be told or was accepted is skipped, and says why. A run that stopped is an error.
 */
export function toJunit(report: FullReport, comparison?: BaselineComparison): string {
  const safe = protectReport(report)
  const accepted = new Map(comparison?.accepted.map(({ found, because }) => [found.id, because]))
  const suites = [...Map.groupBy(safe.cases, ({ family }) => family)].map(([family, cases]) =>
    suiteOf(family, cases, safe, accepted),
  )
  const doors = doorFindings(safe.matrix)
  if (doors.length > 0) suites.push(doorSuite(doors, comparison))
  const errors = [
    ...(safe.stopped === undefined ? [] : [errorTest('runs to its end', safe.stopped, 'stopped')]),
    ...gapsOf(safe).map((gap) => errorTest(gap, 'it was asked for, and not seen', 'not-seen')),
  ]
  if (errors.length > 0) suites.push(runSuite(errors))
  return junitText(suites, safe.summary.milliseconds)
}

function suiteOf(
  family: string,
  cases: readonly CaseResult[],
  { target, cases: all }: FullReport,
  accepted: ReadonlyMap<string, string>,
) {
  // prettier-ignore
  const skips = cases.map((each) => whySkipped(each, accepted))
  const counts: SuiteCounts = {
    tests: cases.length,
    failures: cases.filter((each, at) => skips[at] === undefined && isFailure(each)).length,
    errors: 0,
    skipped: skips.filter((why) => why !== undefined).length,
  }
  const time = cases.reduce((sum, { got }) => sum + (got?.milliseconds ?? 0), 0)
  const first = firstSentence(all)
  const properties = propertiesOf([
    ...(first === undefined ? [] : [['first', first] as const]),
    ['target', `${target.method} ${target.url}`],
    ['audience', target.audience],
    ['mode', target.mode],
  ])
  const tests = cases.map((each, at) => testOf(each, skips[at]))
  const attributes = { name: `${ROOT_NAME}.${family}`, ...counts, time: junitSeconds(time) }
  return { counts, xml: xmlElement('testsuite', attributes, [properties, ...tests]) }
}

const isFailure = (result: CaseResult): result is FoundCase => hasFinding(result) && result.finding.isFailing

/** A finding that nobody accepted is never skipped. */
function whySkipped(result: CaseResult, accepted: ReadonlyMap<string, string>): string | undefined {
  const because = accepted.get(result.id)
  if (result.finding) return because === undefined ? undefined : `accepted: ${because}`
  if (result.verdict === 'not-run') return `not run: ${result.reason ?? 'it is not said why'}`
  return result.verdict === 'inconclusive' ? `inconclusive: ${result.reason ?? 'nobody can tell'}` : undefined
}

function testOf(result: CaseResult, skip: string | undefined): string {
  const { id, family, class: kind, severity, verdict, title, references, remarks, got } = result
  const properties = propertiesOf([
    ['title', title],
    ['class', kind],
    ['severity', severity.level],
    ['cwe', String(severity.cwe)],
    ['verdict', verdict],
    ['references', references.join('; ')],
  ])
  const outcome =
    skip !== undefined
      ? [xmlElement('skipped', { message: skip })]
      : isFailure(result)
        ? [xmlElement('failure', { message: result.finding.sentence, type: result.finding.kind }, [xmlText(detailsOf(result))])] // prettier-ignore
        : []
  const said = [...(result.finding && !isFailure(result) ? [`By policy: ${result.finding.sentence}`] : []), ...remarks]
  const output = said.length > 0 ? [xmlElement('system-out', {}, [xmlText(said.join('\n'))])] : []
  const attributes = {
    classname: `${ROOT_NAME}.${family}`,
    name: `${id}: ${title}`,
    time: junitSeconds(got?.milliseconds ?? 0),
  }
  return xmlElement('testcase', attributes, [properties, ...outcome, ...output])
}

const propertiesOf = (pairs: readonly (readonly [string, string])[]) =>
  xmlElement('properties', {}, pairs.map(([name, value]) => xmlElement('property', { name, value }))) // prettier-ignore

function detailsOf(result: FoundCase): string {
  const { finding, title, references, got, curl } = result
  return [
    finding.sentence,
    `Sent: ${title}`,
    `Change: ${finding.remedy}`,
    ...(isMeasured(result)
      ? []
      : [`Wanted: ${expectedWords(result)}`, `Got: ${gotWords(result)}${got?.body ? `: ${got.body}` : ''}`]),
    `See: ${[...references, `CWE-${finding.severity.cwe}`].join('; ')}`,
    ...(curl === undefined ? [] : [`Again: ${curl}`]),
  ].join('\n')
}

/** A run that did not come to its end, or has not seen what it was asked to measure, must not look like one that passed. */
function runSuite(tests: readonly string[]): JunitSuite {
  const counts = { tests: tests.length, failures: 0, errors: tests.length, skipped: 0 }
  return { counts, xml: xmlElement('testsuite', { name: `${ROOT_NAME}.run`, ...counts, time: '0.000' }, tests) }
}

const errorTest = (name: string, message: string, type: string): string =>
  xmlElement('testcase', { classname: ROOT_NAME, name, time: '0.000' }, [xmlElement('error', { message, type })])
