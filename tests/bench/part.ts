import { CASES, RAW_ALGORITHMS } from './cases.ts'
import { RATIOS, type Ratio } from './ratios.ts'
import { START_ROWS } from './start-times.ts'

/** What is measured: all, or what a text picks out. */
export interface Part {
  /** Names of rows. */
  rows: ReadonlySet<string>
  ratios: readonly Ratio[]
  /** Names of parts of a start of the sandbox. */
  startRows: readonly string[]
}

/** The limits of the machine, a row for each. */
export const RAW_ROWS: readonly string[] = (['sign', 'verify'] as const).flatMap((act) =>
  RAW_ALGORITHMS.map((algorithm) => `crypto ${act} ${algorithm}`),
)

const ROWS: readonly string[] = [...CASES.map(({ name }) => name), ...RAW_ROWS]

const START = 'start'

/**
 * Rows and ratios that have the text in their names, and whatever those ratios are held against.
 * @throws Error when nothing is called so
 */
export function choosePart(only: string | undefined): Part {
  if (only === undefined) return { rows: new Set(ROWS), ratios: RATIOS, startRows: START_ROWS }
  if (only === START) return { rows: new Set(), ratios: [], startRows: START_ROWS }
  const ratios = RATIOS.filter(({ name }) => name.includes(only))
  const rows = [...ROWS.filter((name) => name.includes(only)), ...ratios.flatMap(({ of, by }) => [...of, ...by])]
  if (rows.length > 0) return { rows: new Set(rows), ratios, startRows: [] }
  throw new Error(`nothing is called "${only}": try scenario, issueToken, verify, token, crypto or ${START}`)
}
