import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CATALOGUE } from '#attacks'
import { systemClock } from '#core/clock'
import type { LibraryRun, LibraryTable } from '../../apps/probe/libraries/library-table.ts'
import { readLibraryTable } from '../../apps/probe/libraries/read-library-table.ts'
import { renderLibraryTable } from '../../apps/probe/libraries/render-library-table.ts'
import { countVerdictsOf } from '../../apps/probe/libraries/table-rows.ts'
import { PROJECT } from '../support/project-files.ts'
import { libraryTargets } from './library-targets.ts'
import { runDialects } from './run-dialects.ts'
import { runLibrary } from './run-library.ts'

// Sends the catalogue to each library that is installed, and writes what came of it: npm run library-table [-- NAME …]. With
// names the others stay as they are; --text only writes the page again.

const FOLDER = join(PROJECT, 'scenarios/attacks')
const names = process.argv.slice(2)
const isChosen = (library: string) => names.length === 0 || names.includes(library) // --text is none

const known = names.length > 0 ? readLibraryTable() : { made: '', runs: [] }
const runs: LibraryRun[] = []
for (const target of libraryTargets()) {
  const { library, hardening, lack } = target
  const before = known.runs.find((run) => run.library === library && run.hardening === hardening)
  if (!isChosen(library)) {
    runs.push(...(before ? [before] : []))
    continue
  }
  if (lack !== false) throw new Error(`${library}: ${lack}`)
  const run = await runLibrary(target)
  runs.push(run)
  console.log(`${library}, ${hardening}`, countVerdictsOf(run))
}
runs.push(...(await runDialects()))
const made = names.length > 0 ? known.made : new Date(systemClock.now()).toISOString().slice(0, 10)
const table: LibraryTable = { made, runs }
await writeFile(join(FOLDER, 'libraries.json'), `${JSON.stringify(table)}\n`)
await writeFile(join(FOLDER, 'libraries.md'), renderLibraryTable(table, CATALOGUE))
