import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CATALOGUE } from '#attacks'
import { systemClock } from '#core/clock'
import type { LibraryRun, LibraryTable } from '../../apps/probe/libraries/library-table.ts'
import { readLibraryTable } from '../../apps/probe/libraries/read-library-table.ts'
import { renderLibraryTable } from '../../apps/probe/libraries/render-library-table.ts'
import { withTableSummary } from '../../apps/probe/libraries/render-table-summary.ts'
import { countVerdictsOf } from '../../apps/probe/libraries/table-rows.ts'
import { PROJECT } from '../support/project-files.ts'
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
  await writeFile(join(FOLDER, 'libraries.json'), `${JSON.stringify(table)}\n`)
  await writeFile(join(FOLDER, 'libraries.md'), renderLibraryTable(table, CATALOGUE))
  const readme = join(FOLDER, 'README.md')
  await writeFile(readme, withTableSummary(await readFile(readme, 'utf8'), table, CATALOGUE))
  return 0
}
