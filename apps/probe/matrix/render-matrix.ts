import { wrapLine } from '#core/process/wrap'
import { notKnownOf } from './matrix-gaps.ts'
import { cellsByPlace, MATRIX_CELLS, rowsByWeight } from './matrix-rows.ts'
import { sayMatrixToken } from './matrix-sentences.ts'
import type { CellKind, MatrixCell, MatrixDoor, MatrixToken, TokenMatrix } from './token-matrix.ts'

const LEGEND = [
  'O lets in without a good token; !! believed, and should not be; L the same, and a scenario shows it; + believed; . refused;',
  'x refused, and should be believed; u good once, and used; ? nobody can tell; - not asked',
]

/** The matrix for a terminal: sentences first, then token by door in as many bands as the width needs. Ends without a line break. */
export function renderMatrix(matrix: TokenMatrix, columns: number): string {
  const { tokens, doors, cells, closed, answered, findings, milliseconds } = matrix
  const { gaps, besides } = notKnownOf(matrix)
  const notKnown = [...gaps, ...besides]
  const unclear = cells.filter(({ sentence = '' }) => !gaps.includes(sentence))
  const marks = cellsByPlace(matrix)
  const rows = rowsByWeight(matrix)
  const headWidth = Math.max(0, ...rows.map(({ name }) => name.length)) + 1
  const time = `${(milliseconds / 1000).toFixed(1)} s`
  return [
    ...titledLines(
      answered.map(({ sentence }) => sentence),
      'Lets in without a certificate of the mesh:',
      columns,
    ),
    ...sentencesOf(cells, 'open', 'Lets in without a good token:', columns),
    ...sentencesOf(cells, 'leak', 'Believed, and should not be:', columns),
    ...sentencesOf(cells, 'lesson', 'Believed, as a scenario shows:', columns),
    ...sentencesOf(cells, 'missed', 'Refused, and should be believed:', columns),
    ...sentencesOf(cells, 'used', 'Good once:', columns),
    ...sentencesOf(unclear, 'unknown', 'Nobody can tell:', columns),
    ...notKnown.flatMap((line) => wrapLine(`Not known: ${line}`, columns)),
    ...closed.flatMap((line) => wrapLine(line, columns)),
    ...(notKnown.length + closed.length > 0 ? [''] : []),
    ...bandsOf(doors, columns, headWidth).flatMap((band) => [...tableOf(band, rows, marks, headWidth), '']),
    ...LEGEND.flatMap((line) => wrapLine(line, columns)),
    '',
    ...rows.flatMap((token) =>
      wrapLine(
        `${token.name}: ${sayMatrixToken(token)} (${token.scenarios.length === 1 ? 'scenario' : 'scenarios'} ${token.scenarios.join(', ')})`,
        columns,
      ),
    ),
    '',
    ...wrapLine(`Doors: ${doors.map(({ id, service, route }) => `${id} ${service} ${route}`).join('; ')}`, columns),
    '',
    `${tokens.length} tokens, ${doors.length} doors, ${findings} ${findings === 1 ? 'finding' : 'findings'}, ${time}`,
  ].join('\n')
}

const sentencesOf = (cells: readonly MatrixCell[], kind: CellKind, title: string, columns: number): string[] =>
  titledLines(
    cells.flatMap((cell) => (cell.kind === kind ? (cell.sentence ?? []) : [])),
    title,
    columns,
  )

/** The same sentence is said once. */
const titledLines = (sentences: readonly string[], title: string, columns: number): string[] =>
  sentences.length === 0
    ? []
    : [title, ...[...new Set(sentences)].flatMap((line) => wrapLine(`  ${line}`, columns)), '']

const CELL_WIDTH = 5

function bandsOf(doors: readonly MatrixDoor[], columns: number, headWidth: number): MatrixDoor[][] {
  const wide = Math.max(1, Math.floor((Math.min(columns, 120) - headWidth) / CELL_WIDTH))
  return Array.from({ length: Math.ceil(doors.length / wide) }, (_none, band) =>
    doors.slice(band * wide, (band + 1) * wide),
  )
}

function tableOf(
  band: readonly MatrixDoor[],
  rows: readonly MatrixToken[],
  cells: ReadonlyMap<string, MatrixCell>,
  headWidth: number,
): string[] {
  return [
    rowLine(
      ''.padEnd(headWidth),
      band.map(({ id }) => id),
    ),
    ...rows.map(({ id, name }) =>
      rowLine(
        name.padEnd(headWidth),
        band.map((door) => {
          const cell = cells.get(`${id} ${door.id}`)
          return cell ? MATRIX_CELLS[cell.kind].mark : ''
        }),
      ),
    ),
  ]
}

const rowLine = (head: string, parts: readonly string[]): string =>
  `${head}${parts.map((part) => part.padEnd(CELL_WIDTH)).join('')}`.trimEnd()
