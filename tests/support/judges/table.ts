import { readVectors } from '../vectors.ts'
import { expect } from 'vitest'

/** What a column says of a token (tests/vectors/judges). */
export interface Cell {
  believed?: boolean
  open?: boolean
  status?: number
  words?: string
  jose?: boolean | string
  withStaticKey?: Cell
  withoutSignature?: Cell
  decides?: 'first'
  endpoints?: 'all' | 'none'
  uncertain?: string
}

type Row = { title: string } & Record<string, Cell | string>

export const JUDGE_TABLE = readVectors<{ columns: Record<string, string>; tokens: Record<string, Row> }>(
  'judges/table.json',
)

/** The cells of a column that say something, by token, in the order of the table. */
export function columnOf(judge: string): [token: string, cell: Cell][] {
  return Object.entries(JUDGE_TABLE.tokens).flatMap(([token, row]) => {
    const cell = row[judge]
    return typeof cell === 'object' && cell.status !== undefined ? [[token, cell] as [string, Cell]] : []
  })
}

/** What was found in place of a cell. */
export interface FoundInCell {
  believed: boolean
  open: boolean
  status: number
  body: string
}

/** All cells of a column at once, so that a difference shows which; what is uncertain is demanded of nobody. */
export function expectColumn(
  judge: string,
  found: Readonly<Record<string, FoundInCell>>,
  unlike: Record<string, Cell> = {},
): void {
  const cells = columnOf(judge).map(([token, cell]) => [token, unlike[token] ?? cell] as const)
  expect(cells.length).toBeGreaterThan(21)
  const certain = cells.filter(([, { uncertain }]) => uncertain === undefined)
  const wanted = certain.map(([token, cell]) => [token, sayCell(cell, cell.words)] as const)
  const got = certain.map(([token, { words }]) => {
    const one = found[token]
    return [token, one ? sayCell(one, words !== undefined && one.body.includes(words) ? words : words && one.body) : 'nothing'] // prettier-ignore
  })
  expect(Object.fromEntries(got)).toEqual(Object.fromEntries(wanted))
}

function sayCell({ believed = false, open = false, status = 0 }: Cell, words: string | undefined): string {
  return `${open ? 'open' : believed ? 'believed' : 'refused'} ${status}${words === undefined ? '' : ` ${words}`}`
}
