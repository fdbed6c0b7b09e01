import { sayOpenMatter } from './matrix-sentences.ts'
import { shouldBelieve } from './should-believe.ts'
import type { MatrixCell, MatrixDoor, TokenMatrix } from './token-matrix.ts'

/** How a line ends about what no play gives because a service is somebody's own: nothing else is wrong with the run then. */
export const NOT_WITH_GUEST = 'cannot be played with your own service'

/** What the matrix does not know, each sentence once. */
export interface NotKnownOfMatrix {
  /** What keeps it from being whole: then the run has not passed. */
  readonly gaps: readonly string[]
  /** What cannot be known with a service of somebody's own. */
  readonly besides: readonly string[]
}

/** Why it ended early, who was silent, what no play gave, and doors of which nobody can tell anything. */
export function notKnownOf(matrix: TokenMatrix): NotKnownOfMatrix {
  const { stopped, silent, missing } = matrix
  const besides = missing.filter((line) => line.endsWith(NOT_WITH_GUEST))
  const unplayed = missing.filter((line) => !besides.includes(line))
  const gaps = [...(stopped === undefined ? [] : [stopped]), ...silent, ...unplayed, ...untoldDoors(matrix)]
  return { gaps: [...new Set(gaps)], besides: [...new Set(besides)] }
}

/** Doors that said nothing of any token that they were shown. One that was shown none is told by the end that came early. */
function untoldDoors({ tokens, doors, cells }: TokenMatrix): string[] {
  const tokenOf = new Map(tokens.map((token) => [token.id, token]))
  const cellsOf = Map.groupBy(cells, ({ door }) => door)
  const isOwnMatter = ({ token: id, sentence }: MatrixCell, door: MatrixDoor) => {
    const token = tokenOf.get(id)
    const { open } = token && door.isOwnService ? shouldBelieve(token, door) : {}
    return token !== undefined && open !== undefined && sentence === sayOpenMatter(open, token, door)
  }
  return doors.flatMap((door) => {
    if (door.letsEverybodyIn !== undefined) return []
    const its = (cellsOf.get(door.id) ?? []).filter((cell) => !isOwnMatter(cell, door))
    if (its.length === 0 || !its.every(({ kind }) => kind === 'unknown' || kind === 'unasked')) return []
    return its.find(({ sentence }) => sentence !== undefined)?.sentence ?? []
  })
}
