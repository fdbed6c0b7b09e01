import type { TokenMatrix } from './token-matrix.ts'

/** Nothing was shown anywhere, and nothing is missing. */
export const EMPTY_MATRIX: TokenMatrix = {
  tokens: [],
  doors: [],
  cells: [],
  missing: [],
  closed: [],
  answered: [],
  silent: [],
  findings: 0,
  milliseconds: 1,
}
