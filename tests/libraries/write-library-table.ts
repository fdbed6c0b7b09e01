import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CATALOGUE } from '#attacks'
import { systemClock } from '#core/clock'
import type { LibraryRun, LibraryTable, LibraryVerdict } from '../../apps/probe/libraries/library-table.ts'
import { readLibraryTable } from '../../apps/probe/libraries/read-library-table.ts'
import { renderLibraryTable } from '../../apps/probe/libraries/render-library-table.ts'
import { withTableSummary } from '../../apps/probe/libraries/render-table-summary.ts'
import { countVerdictsOf, verdictsById } from '../../apps/probe/libraries/table-rows.ts'
import { PROJECT } from '../support/project-files.ts'
import type { LibraryTarget } from './library-target.ts'
import { libraryTargets } from './library-targets.ts'
import { runDialects } from './run-dialects.ts'
import { runLibrary } from './run-library.ts'

const FOLDER = join(PROJECT, 'scenarios/attacks')

/**
 * Runs the libraries with these names, or all of them, and writes data, page and the table of the README; the others stay as they are.
 * @returns the exit code: 1 when a library is not installed here, and then nothing is written
 */
export async function writeLibraryTable(
  names: readonly string[],
  { textOnly, tell }: { textOnly: boolean; tell(line: string): void },
): Promise<number> {
  const keepsSome = textOnly || names.length > 0
  const known = keepsSome ? readLibraryTable() : { made: '', runs: [] }
  const chosen = textOnly ? [] : libraryTargets().filter(({ library }) => names.length === 0 || names.includes(library))
  const unknown = names.find((name) => !libraryTargets().some(({ library }) => library === name))
  const missing = chosen.find(({ lack }) => lack !== false)
  if (unknown !== undefined || missing) {
    tell(
      unknown === undefined
        ? `${missing?.library}: ${missing?.lack}`
        : `There is no library "${unknown.slice(0, 60)}".`,
    )
    return 1
  }
  const made = new Map<string, LibraryRun>()
  for (const target of chosen) {
    const run = await runLibrary(target)
    made.set(`${target.library} ${target.hardening}`, run)
    tell(`${target.library}, ${target.hardening}: ${JSON.stringify(countVerdictsOf(run))}`)
  }
  const runs = libraryTargets().flatMap(({ library, hardening }) => {
    const before = known.runs.find((run) => run.library === library && run.hardening === hardening)
    return made.get(`${library} ${hardening}`) ?? before ?? []
  })
  const table: LibraryTable = {
    made: keepsSome ? known.made : new Date(systemClock.now()).toISOString().slice(0, 10),
    runs: [...runs, ...(await runDialects())],
  }
  await writeTable(table)
  return 0
}

/** Data, page and the table of the README. */
async function writeTable(table: LibraryTable): Promise<void> {
  await writeFile(join(FOLDER, 'libraries.json'), `${JSON.stringify(table)}\n`)
  await writeFile(join(FOLDER, 'libraries.md'), renderLibraryTable(table, CATALOGUE))
  const readme = join(FOLDER, 'README.md')
  await writeFile(readme, withTableSummary(await readFile(readme, 'utf8'), table, CATALOGUE))
}

/**
 * Asks the dialects anew, and each library about the cases alone that its runs do not have. Where it is not installed here in the version of the
 * table, such a case stands there as not sent, and whoever has it sends all of them (`npm run library-table`).
 */
export async function addToLibraryTable(tell: (line: string) => void): Promise<void> {
  const known = readLibraryTable()
  const libraries: LibraryRun[] = []
  for (const target of libraryTargets()) {
    const run = known.runs.find(
      ({ library, hardening }) => library === target.library && hardening === target.hardening,
    )
    if (run) libraries.push(await withNewCases(run, target, tell))
  }
  await writeTable({ ...known, runs: [...libraries, ...(await runDialects())] })
}

async function withNewCases(run: LibraryRun, target: LibraryTarget, tell: (line: string) => void): Promise<LibraryRun> {
  const said = verdictsById(run)
  const more = CATALOGUE.filter(({ id }) => !said.has(id))
  const here = target.versions === '' ? 'nothing' : target.versions
  const lack = target.lack || (target.versions !== run.versions && `the table has ${run.versions}, and here is ${here}`)
  const ids = more.map(({ id }) => id).join(' ')
  if (ids !== '') tell(`${target.library}, ${target.hardening}: ${lack ? `not asked about ${ids}: ${lack}` : ids}`)
  const added =
    lack || more.length === 0 ? new Map<string, LibraryVerdict>() : verdictsById(await runLibrary(target, more))
  const verdicts: Partial<Record<LibraryVerdict, string[]>> = {}
  for (const { id } of CATALOGUE) (verdicts[said.get(id) ?? added.get(id) ?? 'not-run'] ??= []).push(id)
  return { ...run, verdicts }
}
