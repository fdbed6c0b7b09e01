import { CLOSED_PARTIES } from '../matrix/closed-doors.ts'
import { notKnownOf } from '../matrix/matrix-gaps.ts'
import type { CellKind, TokenMatrix } from '../matrix/token-matrix.ts'
import { counted } from '../counted.ts'
import { doorFindingId, NO_GOOD_TOKEN, NO_MESH_CERTIFICATE, UNLOCKED_WORDS } from './door-finding.ts'
import { NOT_KNOWN, type ReportSection } from './full-report.ts'

/** What is told of a cell; what is as it should be is counted alone. */
const TOLD_CELLS: readonly (readonly [CellKind, string])[] = [
  ['open', '✗ lets in without a good token'],
  ['leak', '✗ believed, and should not be'],
  ['missed', '✗ refused, and should be believed'],
  ['lesson', '! believed, as a scenario shows'],
  ['unknown', '· nobody can tell'],
]

/**
 * The matrix of tokens and doors as a table of a report: what is not as it should be, each sentence once.
 * @param isAlone the whole table stands beside it
 */
export function matrixSection(matrix: TokenMatrix, { isAlone = false }: { isAlone?: boolean } = {}): ReportSection {
  const { tokens, doors, cells, closed, answered, findings, milliseconds } = matrix
  const placeOf = new Map(doors.map(({ id, service, route }) => [id, `${service} ${route}`]))
  const nameOf = new Map(tokens.map(({ id, name }) => [id, name]))
  const unlocked = answered.map(({ id, place, sentence }) => ({
    row: [`✗ ${UNLOCKED_WORDS}`, sentence],
    place,
    id: doorFindingId(id, NO_MESH_CERTIFICATE),
  }))
  const shown = TOLD_CELLS.flatMap(([kind, words]) => {
    const told = cells.flatMap(({ sentence, ...cell }) =>
      cell.kind === kind && sentence !== undefined ? [[sentence, cell] as const] : [],
    )
    return [...new Map(told)].map(([sentence, { door, token }]) => ({
      row: [words, sentence],
      place: placeOf.get(door) ?? door,
      id: doorFindingId(door, kind === 'open' ? NO_GOOD_TOKEN : (nameOf.get(token) ?? token)),
    }))
  })
  const all = [...unlocked, ...shown]
  const { gaps, besides } = notKnownOf(matrix)
  const seconds = (milliseconds / 1000).toFixed(1)
  return {
    title: 'Every token of the sandbox, at every door',
    rows: all.map(({ row }) => row),
    places: all.map(({ place }) => place),
    ...(gaps.length > 0 && { gaps }),
    doors: { ids: [...doors.map(({ id }) => id), ...CLOSED_PARTIES], tokens: tokens.map(({ name }) => name) },
    ids: all.map(({ id }) => id),
    notes: [
      `${counted(tokens.length, 'token')}, ${counted(doors.length, 'door')}, ${counted(findings, 'finding')}, ${seconds} s.${isAlone ? '' : ' --matrix without an address prints the whole table.'}`,
      ...[...gaps, ...besides].map((each) => `${NOT_KNOWN}${each}`),
      ...closed,
    ],
  }
}
