import type { CaseResult } from '../probe-report.ts'
import type { BaselineComparison } from './compare-baseline.ts'
import { firstSentence } from './first-words.ts'
import { hasFinding, type FoundCase } from './found-case.ts'
import { gotWords, expectedWords, isMeasured, wrongRows, type FullReport } from './full-report.ts'
import { protectReport } from './protect-report.ts'
import { xmlElement, xmlText } from './xml-text.ts'

/** The name of everything in it, as a list of tests shows it. */
const ROOT_NAME = 'probe'

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
  if (wrongRows(safe.matrix) > 0) suites.push(doorSuite(safe))
  if (safe.stopped !== undefined) suites.push(stoppedSuite(safe.stopped))
  const total = (key: keyof SuiteCounts) => suites.reduce((sum, each) => sum + each.counts[key], 0)
  const counts = { tests: total('tests'), failures: total('failures'), errors: total('errors'), skipped: total('skipped') } // prettier-ignore
  const root = { name: ROOT_NAME, ...counts, time: junitSeconds(safe.summary.milliseconds) }
  const all = xmlElement('testsuites', root, suites.map(({ xml }) => xml)) // prettier-ignore
  return `<?xml version="1.0" encoding="UTF-8"?>\n${all}\n`
}

interface SuiteCounts {
  readonly tests: number
  readonly failures: number
  readonly errors: number
  readonly skipped: number
}

const junitSeconds = (milliseconds: number) => (milliseconds / 1000).toFixed(3)

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

/** Doors of the sandbox that answered a token as they should not: a test each. */
function doorSuite({ matrix }: FullReport): { counts: SuiteCounts; xml: string } {
  const wrong = (matrix?.rows ?? []).filter(([cell = '']) => cell.startsWith('✗'))
  const counts = { tests: wrong.length, failures: wrong.length, errors: 0, skipped: 0 }
  const tests = wrong.map(([what = '', sentence = '']) =>
    xmlElement('testcase', { classname: `${ROOT_NAME}.matrix`, name: sentence, time: '0.000' }, [
      xmlElement('failure', { message: `${what.slice(1).trim()}: ${sentence}`, type: 'matrix' }),
    ]),
  )
  return { counts, xml: xmlElement('testsuite', { name: `${ROOT_NAME}.matrix`, ...counts, time: '0.000' }, tests) }
}

/** A run that did not come to its end must not look like one that passed. */
function stoppedSuite(why: string): { counts: SuiteCounts; xml: string } {
  const counts = { tests: 1, failures: 0, errors: 1, skipped: 0 }
  const error = xmlElement('error', { message: why, type: 'stopped' })
  const test = xmlElement('testcase', { classname: ROOT_NAME, name: 'runs to its end', time: '0.000' }, [error])
  return { counts, xml: xmlElement('testsuite', { name: `${ROOT_NAME}.run`, ...counts, time: '0.000' }, [test]) }
}
