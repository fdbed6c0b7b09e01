import type { CellKind, MatrixCell, MatrixToken, TokenMatrix } from './token-matrix.ts'

/** How a cell is written, and what it says: what matters most comes first. */
export const MATRIX_CELLS: Readonly<Record<CellKind, { readonly mark: string; readonly words: string }>> = {
  open: { mark: 'O', words: 'lets in without a good token' },
  leak: { mark: '!!', words: 'believed, and should not be' },
  lesson: { mark: 'L', words: 'the same, and a scenario shows it' },
  missed: { mark: 'x', words: 'refused, and should be believed' },
  unknown: { mark: '?', words: 'nobody can tell' },
  used: { mark: 'u', words: 'good once, and used' },
  right: { mark: '+', words: 'believed' },
  refused: { mark: '.', words: 'refused' },
  unasked: { mark: '-', words: 'not asked' },
}

const WEIGHTS = Object.keys(MATRIX_CELLS)

/** Tokens with what matters most come first. */
export function rowsByWeight({ tokens, cells }: TokenMatrix): MatrixToken[] {
  const weightOf = ({ id }: MatrixToken): number =>
    Math.min(...cells.filter(({ token }) => token === id).map(({ kind }) => WEIGHTS.indexOf(kind)))
  return tokens.toSorted((a, b) => weightOf(a) - weightOf(b))
}

/** Cells by `t1 B7`: the token, and the door. */
export const cellsByPlace = ({ cells }: TokenMatrix): ReadonlyMap<string, MatrixCell> =>
  new Map(cells.map((cell) => [`${cell.token} ${cell.door}`, cell]))
