import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { systemClock } from '#core/clock'
import { PROJECT } from '../support/project-files.ts'
import { libraryTargets } from './library-targets.ts'
import { runLibrary } from './run-library.ts'
import type { LibraryRun, LibraryTable } from '../../apps/probe/libraries/library-table.ts'

// Sends the catalogue to each library that is installed, and writes what came of it: npm run library-table [-- NAME …]

const names = process.argv.slice(2)
const runs: LibraryRun[] = []
for (const target of libraryTargets()) {
  if (names.length > 0 && !names.includes(target.library)) continue
  const title = `${target.library}, ${target.hardening}`
  if (target.lack !== false) {
    console.log(`${title}: left out, ${target.lack}`)
    continue
  }
  const run = await runLibrary(target)
  runs.push(run)
  console.log(title, Object.fromEntries(Object.entries(run.verdicts).map(([verdict, ids]) => [verdict, ids.length])))
}
const table: LibraryTable = { made: new Date(systemClock.now()).toISOString().slice(0, 10), runs }
const file = names.length > 0 ? 'libraries-some.json' : 'libraries.json'
await writeFile(join(PROJECT, 'scenarios/attacks', file), `${JSON.stringify(table)}\n`)
