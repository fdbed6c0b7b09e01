import type { Terminal } from '#core/process/terminal'
import { wrapLine } from '#core/process/wrap'
import { renderMatrix } from './matrix/render-matrix.ts'
import type { TokenMatrix } from './matrix/token-matrix.ts'
import type { ProbeOptions } from './options.ts'
import type { Baseline } from './reports/baseline.ts'
import { compareWithBaseline } from './reports/compare-baseline.ts'
import { concludeMatrix } from './reports/count-verdicts.ts'
import { matrixToHtml, matrixToJson, matrixToJunit, matrixToSarif, type MatrixReport } from './reports/matrix-report.ts'
import { matrixSection } from './reports/matrix-section.ts'
import { baselineLines } from './reports/render-baseline.ts'
import { createBrush, terminalText } from './reports/report-brush.ts'
import { writeReportFiles } from './reports/write-report-file.ts'

/**
 * The matrix alone, where no service was named: tells the person, and writes the files that were asked for.
 * @returns how it ends: with a baseline only what is new counts. What is not whole has not passed.
 */
export async function tellMatrix(
  matrix: TokenMatrix,
  parts: {
    readonly options: Pick<ProbeOptions, 'files'>
    readonly baseline: Baseline | undefined
    readonly folder: string
    readonly terminal: Terminal
  },
): Promise<'well' | 'findings' | 'could not run'> {
  const { options, baseline, folder, terminal } = parts
  const section = matrixSection(matrix, { isAlone: true })
  const comparison = baseline && compareWithBaseline({ cases: [], matrix: section }, baseline)
  const report: MatrixReport = { matrix, section, ...(comparison && { comparison }) }
  const makers = {
    json: () => matrixToJson(report),
    junit: () => matrixToJunit(report),
    sarif: () => matrixToSarif(report),
    html: () => matrixToHtml(report),
  }
  const files = await writeReportFiles(options.files, makers, folder)
  const brush = createBrush(terminal.colours)
  const { state, words } = concludeMatrix({ matrix: section }, comparison)
  const below = [
    ...(comparison ? baselineLines(comparison, brush) : []),
    '',
    brush([STATE_COLOURS[state], 'bold'], `  ${words}`),
    ...files.map((file) => `  The whole report: ${terminalText(file)}`),
  ]
  const told = below.flatMap((line) => wrapLine(line, terminal.columns)).join('\n')
  terminal.write(`${renderMatrix(matrix, terminal.columns)}\n${told}\n`)
  return STATE_ENDS[state]
}

const STATE_COLOURS = { good: 'green', bad: 'red', open: 'yellow' } as const
const STATE_ENDS = { good: 'well', bad: 'findings', open: 'could not run' } as const
