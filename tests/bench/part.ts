import { CASES, RAW_ALGORITHMS } from './cases.ts'
import { CONSOLE_ROWS } from './console-figures.ts'
import { GATEWAY_DECISIONS } from './gateways/cases.ts'
import { ISSUER_ROWS } from './issuers/measure-issuers.ts'
import { MESH_DECISION } from './mesh/cases.ts'
import { BARE_HASH, PERSON_DECISIONS } from './people/cases.ts'
import { RATIOS, type Ratio } from './ratios.ts'
import { START_ROWS } from './start-times.ts'
import { WHOLE_ROWS } from './whole.ts'

/** What is measured: all, or what a text picks out. */
export interface Part {
  /** Names of rows. */
  rows: ReadonlySet<string>
  ratios: readonly Ratio[]
  /** Names of parts of a start of the sandbox. */
  startRows: readonly string[]
  /** Names of figures of all processes together. */
  wholeRows: readonly string[]
  /** Names of figures of the console. */
  consoleRows: readonly string[]
  /** Names of issuers for tests. */
  issuerRows: readonly string[]
}

/** The limits of the machine, a row for each; and what is done without HTTP. */
export const RAW_ROWS: readonly string[] = [
  ...(['sign', 'verify'] as const).flatMap((act) => RAW_ALGORITHMS.map((algorithm) => `crypto ${act} ${algorithm}`)),
  MESH_DECISION,
  ...Object.values(GATEWAY_DECISIONS),
  BARE_HASH,
  ...Object.values(PERSON_DECISIONS).flatMap(({ service, person }) => [service, person]),
]

const ROWS: readonly string[] = [...CASES.map(({ name }) => name), ...RAW_ROWS]

const rowIn = (side: Ratio['by'][number]) => (typeof side === 'string' ? side : side.row)

const START = 'start'
const WHOLE = 'whole'
const CONSOLE = 'console'
const ISSUERS = 'issuers'

/**
 * Rows and ratios that have the text in their names, and whatever those ratios are held against.
 * @throws Error when nothing is called so
 */
export function choosePart(only: string | undefined): Part {
  const none = { rows: new Set<string>(), ratios: [], startRows: [], wholeRows: [], consoleRows: [], issuerRows: [] }
  if (only === undefined)
    return { rows: new Set(ROWS), ratios: RATIOS, startRows: START_ROWS, wholeRows: WHOLE_ROWS, consoleRows: CONSOLE_ROWS, issuerRows: ISSUER_ROWS } // prettier-ignore
  if (only === START) return { ...none, startRows: START_ROWS }
  if (only === WHOLE) return { ...none, wholeRows: WHOLE_ROWS }
  if (only === CONSOLE) return { ...none, consoleRows: CONSOLE_ROWS }
  if (only === ISSUERS) return { ...none, issuerRows: ISSUER_ROWS }
  const ratios = RATIOS.filter(({ name }) => name.includes(only))
  const rows = [
    ...ROWS.filter((name) => name.includes(only)),
    ...ratios.flatMap(({ of, by }) => [...of, ...by].map(rowIn)),
  ]
  if (rows.length > 0) return { ...none, rows: new Set(rows), ratios }
  const consoleRows = CONSOLE_ROWS.filter((name) => name.includes(only))
  if (consoleRows.length > 0) return { ...none, consoleRows }
  throw new Error(
    `nothing is called "${only}": try scenario, issueToken, verify, token, sidecar, mesh, gateway, relay, people, crypto, ${START}, ${WHOLE}, ${CONSOLE} or ${ISSUERS}`,
  )
}
