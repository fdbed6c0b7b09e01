import type { Attack } from '#attacks'
import { isWrong, type LibraryRun, type LibraryTable, type LibraryVerdict } from './library-table.ts'

/** One library, or one dialect: each of its configurations is a mark in its cells. */
export interface LibraryColumn {
  readonly library: string
  readonly runs: readonly LibraryRun[]
}

export interface LibraryTableRow extends Pick<Attack, 'id' | 'family' | 'title' | 'class' | 'severity'> {
  /** By column, then by configuration. */
  readonly cells: readonly (readonly LibraryVerdict[])[]
}

export const columnsOfTable = ({ runs }: LibraryTable): readonly LibraryColumn[] =>
  [...Map.groupBy(runs, ({ library }) => library)].map(([library, own]) => ({ library, runs: own }))

/** @param isAll false leaves out what everybody is right about */
export function rowsOfTable(table: LibraryTable, cases: readonly Attack[], isAll: boolean): readonly LibraryTableRow[] {
  const columns = columnsOfTable(table).map(({ runs }) => runs.map(verdictsById))
  return cases.flatMap(({ id, family, title, class: why, severity }) => {
    const cells = columns.map((runs) => runs.map((verdicts) => verdicts.get(id) ?? 'not-run'))
    const isSent = cells.flat().some((verdict) => verdict !== 'not-run')
    if (!isSent || (!isAll && !cells.flat().some(isWrong))) return []
    return [{ id, family, title, class: why, severity, cells }]
  })
}

/** What was said to each case, by its id. */
export const verdictsById = ({ verdicts }: LibraryRun): ReadonlyMap<string, LibraryVerdict> =>
  new Map(
    Object.entries(verdicts).flatMap(([verdict, ids]) => ids.map((id) => [id, verdict as LibraryVerdict] as const)), // its keys are
  )

/** Where both answers can be defended, nobody is wrong: what a standard demands, or best practice does, is left. */
export function demandedOf({ verdicts, ...run }: LibraryRun, cases: readonly Attack[]): LibraryRun {
  const demanded = new Set(cases.filter((attack) => attack.class !== 'POLICY').map(({ id }) => id))
  const left = Object.entries(verdicts).map(([verdict, ids]) => [verdict, ids.filter((id) => demanded.has(id))])
  return { ...run, verdicts: Object.fromEntries(left) }
}

/** How often each thing was said in a run. */
export const countVerdictsOf = ({ verdicts }: LibraryRun) => ({
  wrong: Object.entries(verdicts).reduce(
    (sum, [verdict, ids]) => sum + (isWrong(verdict as LibraryVerdict) ? ids.length : 0), // its keys are
    0,
  ),
  believed: verdicts.believed?.length ?? 0,
  goesOn: verdicts.open?.length ?? 0,
  goodRefused: verdicts['good-refused']?.length ?? 0,
  broken: (verdicts.crashed?.length ?? 0) + (verdicts.ended?.length ?? 0) + (verdicts.hung?.length ?? 0),
  besides: verdicts.watch?.length ?? 0,
  sent: Object.entries(verdicts).reduce((sum, [verdict, ids]) => sum + (verdict === 'not-run' ? 0 : ids.length), 0),
})
