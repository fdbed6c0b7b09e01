/** One small fault, and the tests that must notice it. */
export interface Mutant {
  /** From the top of the project. */
  file: string
  /** What goes wrong with it. */
  what: string
  changes: readonly Change[]
  /** Test files, from the top of the project. */
  tests: readonly string[]
}

/** A text that stands in the file exactly once, and what takes its place. */
export type Change = readonly [pattern: string, replacement: string]

/** What goes wrong, and one or more changes. */
type Row = readonly [what: string, ...changes: Change[]]

/** The mutants of one file. */
export function mutantsOf(file: string, tests: readonly string[], rows: readonly Row[]): Mutant[] {
  return rows.map(([what, ...changes]) => ({ file, what, changes, tests }))
}

/** A row of the table that does not fit the file any more: mend the row. */
export class RowFault extends Error {
  override readonly name = 'RowFault'
}

/** @throws RowFault when a pattern does not stand in the text exactly once */
export function mutate(text: string, { file, what, changes }: Mutant): string {
  return changes.reduce((changed, [pattern, replacement]) => {
    const times = changed.split(pattern).length - 1
    if (times !== 1) throw new RowFault(`${file}, ${what}: the pattern occurs ${times} times: ${pattern}`)
    return changed.replace(pattern, () => replacement)
  }, text)
}
