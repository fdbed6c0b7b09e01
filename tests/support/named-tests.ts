import { fileOf } from './architecture.ts'
import { importsAtRunTime } from './imports.ts'

/**
 * What a test can do that takes long, and how its name says so: `npm run check` leaves those out. The first that holds
 * names it: a process of its own may be a sandbox, too.
 */
const KINDS = [
  {
    does: 'start a process',
    ending: '.process.test.ts',
    imports: new Set(['node:child_process', 'node:cluster', 'concurrently']),
  },
  { does: 'start a whole sandbox', ending: '.sandbox.test.ts', imports: new Set(['apps/sandbox/in-process.ts']) },
]

/** Starts a process only where somebody hands it a command, as most who import the test kit do not. */
const WHEN_ASKED = new Set(['testkit/cast/run-program.ts'])

/**
 * Tests whose name is wrong about it. What a test can do is what it imports, by way of other files, too.
 * @param sources the text of each file, by its path
 */
export function misnamedTests(sources: ReadonlyMap<string, string>): string[] {
  const imported = new Map<string, string[]>() // most files are behind most tests
  const importsOf = (file: string): string[] => {
    const known = imported.get(file) ?? importsAtRunTime(sources.get(file) ?? '').map((name) => fileOf(file, name))
    imported.set(file, known)
    return known
  }
  const tests = [...sources.keys()].filter((file) => file.endsWith('.test.ts'))
  return tests.flatMap((file) => {
    const said = KINDS.find(({ ending }) => file.endsWith(ending))
    for (const kind of KINDS) {
      const by = importerOf(kind.imports, file, importsOf)
      if (by !== undefined) return kind === said ? [] : [`${file} can ${kind.does}: ${by} does`]
    }
    return said ? [`${file} cannot ${said.does}`] : []
  })
}

/** @returns the file, of those that this one imports, that imports one of these itself */
function importerOf(
  wanted: ReadonlySet<string>,
  file: string,
  importsOf: (file: string) => string[],
  seen = new Set<string>(),
): string | undefined {
  if (seen.has(file) || WHEN_ASKED.has(file)) return undefined
  seen.add(file)
  const imports = importsOf(file)
  if (imports.some((name) => wanted.has(name))) return file
  for (const name of imports) {
    const by = importerOf(wanted, name, importsOf, seen)
    if (by !== undefined) return by
  }
  return undefined
}
