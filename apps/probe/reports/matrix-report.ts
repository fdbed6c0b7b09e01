import { html } from '#core/page/html'
import { shownLines } from '#core/shown-text'
import type { TokenMatrix } from '../matrix/token-matrix.ts'
import type { BaselineComparison } from './compare-baseline.ts'
import { doorFindings, type DoorFinding } from './door-finding.ts'
import { NOT_KNOWN, type ReportSection } from './full-report.ts'
import { doorSuite } from './junit-doors.ts'
import { junitText } from './junit-text.ts'
import { MatrixPage } from './matrix-page.view.ts'
import { protectReport } from './protect-report.ts'
import { reportDocument } from './report-document.ts'
import { doorResults } from './sarif-doors.ts'
import { sarifLog } from './sarif-log.ts'
import { baselineMember } from './to-json.ts'

/** A matrix that was asked for alone: no service was probed. */
export interface MatrixReport {
  readonly matrix: TokenMatrix
  /** The same as a table of what is not as it should be. */
  readonly section: ReportSection
  readonly comparison?: BaselineComparison
}

/** The whole matrix for a program, with what is wrong. It can be a baseline of later runs. */
export function matrixToJson(report: MatrixReport): string {
  const { matrix, section, comparison } = protectReport(report)
  const findings = doorFindings(section)
  const document = { version: 1, matrix, findings, ...(comparison && { baseline: baselineMember(comparison) }) }
  return `${shownLines(JSON.stringify(document, null, 2)).join('\n')}\n`
}

/** A test for each door that is wrong about a token, and for each at which all is well; what could not be looked at is skipped. */
export function matrixToJunit(report: MatrixReport): string {
  const { matrix, section, comparison } = protectReport(report)
  const wrong = doorFindings(section)
  const { gaps = [], notes = [], rows } = section
  const notKnown = [
    ...notes.filter((note) => note.startsWith(NOT_KNOWN) && !gaps.includes(note.slice(NOT_KNOWN.length))),
    ...rows.flatMap(([what = '', sentence = '']) => (what.startsWith('·') && !gaps.includes(sentence) ? [sentence] : [])),
  ]
  return junitText([doorSuite(wrong, comparison, { well: doorsThatAreWell(matrix, wrong), notKnown, gaps })], matrix.milliseconds)
} // prettier-ignore

function doorsThatAreWell({ doors, cells }: TokenMatrix, wrong: readonly DoorFinding[]): string[] {
  const places = new Set(wrong.map(({ place }) => place))
  const clear = new Set(cells.flatMap(({ kind, door }) => (['unknown', 'unasked'].includes(kind) ? [] : [door])))
  return doors
    .map(({ id, service, route }) => ({ id, place: `${service} ${route}` }))
    .filter(({ id, place }) => clear.has(id) && !places.has(place))
    .map(({ place }) => place)
}

/** For a code scanner: a result for each door that is wrong. */
export function matrixToSarif(report: MatrixReport): string {
  const { matrix, section, comparison } = protectReport(report)
  const { tokens, doors, findings, milliseconds } = matrix
  return sarifLog({
    ...doorResults({ matrix: section }, 0, comparison),
    invocation: {
      executionSuccessful: section.gaps === undefined,
      ...(section.gaps && { exitCodeDescription: section.gaps.join(' ') }),
    },
    properties: { tokens: tokens.length, doors: doors.length, findings, milliseconds },
  })
}

/** One page for people: what is wrong, and each token at each door. */
export async function matrixToHtml(report: MatrixReport): Promise<string> {
  return reportDocument('Every token at every door', html`<${MatrixPage} ...${protectReport(report)} />`)
}
