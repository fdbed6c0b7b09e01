import type { CellKind, TokenMatrix } from '../matrix/token-matrix.ts'
import { counted } from '../counted.ts'
import { type ReportSection } from './full-report.ts'

/** What is told of a cell; what is as it should be is counted alone. */
const TOLD_CELLS: readonly (readonly [CellKind, string])[] = [
  ['leak', '✗ believed, and should not be'],
  ['missed', '✗ refused, and should be believed'],
  ['lesson', '! believed, as a scenario shows'],
  ['unknown', '· nobody can tell'],
]

/** The matrix of tokens and doors as a table of a report: what is not as it should be, each sentence once. */
export function matrixSection({
  tokens,
  doors,
  cells,
  missing,
  closed,
  findings,
  milliseconds,
}: TokenMatrix): ReportSection {
  const rows = TOLD_CELLS.flatMap(([kind, words]) => {
    const sentences = cells.flatMap((cell) => (cell.kind === kind ? (cell.sentence ?? []) : []))
    return [...new Set(sentences)].map((sentence) => [words, sentence])
  })
  const seconds = (milliseconds / 1000).toFixed(1)
  return {
    title: 'Every token of the sandbox, at every door',
    rows,
    notes: [
      `${counted(tokens.length, 'token')}, ${counted(doors.length, 'door')}, ${counted(findings, 'finding')}, ${seconds} s. --matrix without an address prints the whole table.`,
      ...missing.map((each) => `Not known: ${each}`),
      ...closed,
    ],
  }
}
