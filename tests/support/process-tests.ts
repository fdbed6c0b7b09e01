import { fileOf } from './architecture.ts'
import { importsAtRunTime } from './imports.ts'

/** What starts another process. */
const STARTERS = new Set(['node:child_process', 'node:cluster', 'concurrently'])

const SAYS_SO = /\.process\.test\.ts$/

/**
 * Tests whose name is wrong about it: one that starts a process is called `….process.test.ts`, for `npm run check` leaves
 * those out, and no other is. What a test can start is what it imports, by way of other files, too.
 */
export function misnamedTests(sources: ReadonlyMap<string, string>): string[] {
  const tests = [...sources.keys()].filter((file) => file.endsWith('.test.ts'))
  return tests.flatMap((file) => {
    const starter = starterOf(file, sources, new Set())
    if (SAYS_SO.test(file)) return starter === undefined ? [`${file} starts no process`] : []
    return starter === undefined ? [] : [`${file} can start a process: ${starter} does`]
  })
}

/** @returns the file, of those that this one imports, that starts processes */
function starterOf(file: string, sources: ReadonlyMap<string, string>, seen: Set<string>): string | undefined {
  if (seen.has(file)) return undefined
  seen.add(file)
  const imports = importsAtRunTime(sources.get(file) ?? '').map((name) => fileOf(file, name))
  if (imports.some((name) => STARTERS.has(name))) return file
  for (const name of imports) {
    const starter = starterOf(name, sources, seen)
    if (starter !== undefined) return starter
  }
  return undefined
}
