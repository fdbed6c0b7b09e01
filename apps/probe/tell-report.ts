import type { Terminal } from '#core/process/terminal'
import type { ProbeOptions } from './options.ts'
import type { Baseline } from './reports/baseline.ts'
import { compareWithBaseline } from './reports/compare-baseline.ts'
import { doorFindings } from './reports/door-finding.ts'
import { gapsOf, type FullReport } from './reports/full-report.ts'
import { whatProvesLittle } from './reports/proves-little.ts'
import { renderTerminal } from './reports/render-terminal.ts'
import { toHtml } from './reports/to-html.ts'
import { toJson } from './reports/to-json.ts'
import { toJunit } from './reports/to-junit.ts'
import { toSarif } from './reports/to-sarif.ts'
import { writeReportFiles } from './reports/write-report-file.ts'

/**
 * Tells the person, and writes the files that were asked for.
 * @returns how the run ends: with a baseline only what is new counts. Without findings, one of which nobody can tell much, or that
 * has not seen what it was asked to measure, has not passed.
 */
export async function tellReport(
  report: FullReport,
  parts: {
    readonly options: Pick<ProbeOptions, 'files'>
    readonly baseline: Baseline | undefined
    readonly folder: string
    readonly terminal: Terminal
  },
): Promise<'well' | 'findings' | 'could not run'> {
  const { options, baseline, folder, terminal } = parts
  const comparison = baseline && compareWithBaseline(report, baseline)
  const makers = {
    json: () => toJson(report, comparison),
    junit: () => toJunit(report, comparison),
    sarif: () => toSarif(report, comparison),
    html: () => toHtml(report, comparison),
  }
  const files = await writeReportFiles(options.files, makers, folder)
  const { columns: width, colours: isColoured } = terminal
  terminal.write(`${renderTerminal(report, { width, isColoured, files, ...(comparison && { comparison }) })}\n`)
  if (report.stopped !== undefined || wasNothingRun(report)) return 'could not run'
  const findings = comparison ? comparison.newFindings : report.cases
  const doors = comparison?.newDoors ?? doorFindings(report.matrix)
  const isFailing = findings.some(({ finding }) => finding?.isFailing === true) || doors.length > 0
  if (isFailing) return 'findings'
  return whatProvesLittle(report.cases) || gapsOf(report).length > 0 ? 'could not run' : 'well'
}

/** What says nothing has not passed. */
const wasNothingRun = ({ cases }: FullReport): boolean =>
  cases.length > 0 && cases.every(({ verdict }) => verdict === 'not-run')
