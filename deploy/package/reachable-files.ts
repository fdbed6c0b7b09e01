import { readFile } from 'node:fs/promises'
import { join, posix } from 'node:path'

/** `from './x.js'`, `import('#core/x')`, `import './x.js'`, as modules and declarations have them; a library that comes along is none of it. */
const IMPORTED = /\b(?:from|import) ?\(?(['"])(?<specifier>(?!#vendor\/)[.#][^'"\n]+)\1/g

const DOORS: Readonly<Record<string, string>> = {
  '#scenarios': 'scenarios/index',
  '#attacks': 'scenarios/attacks/index',
  '#factory-client': 'jwt-factory/client',
}

/**
 * @param folder of the compiled package
 * @param entries declarations, or modules, from that folder: one of an `ending` leads to others of it
 * @returns these, and all that they mention, each by its path from the folder
 */
export async function reachableFiles(
  folder: string,
  entries: readonly string[],
  ending: '.d.ts' | '.js',
): Promise<Set<string>> {
  const reached = new Set<string>()
  const visit = async (path: string): Promise<void> => {
    if (reached.has(path)) return
    reached.add(path)
    const text = await readFile(join(folder, path), 'utf8')
    for (const { groups } of text.matchAll(IMPORTED))
      await visit(importedFile(path, groups?.['specifier'] ?? '', ending))
  }
  for (const entry of entries) await visit(entry)
  return reached
}

function importedFile(from: string, specifier: string, ending: string): string {
  const named = DOORS[specifier] ?? specifier.replace(/^#/, '')
  const path = specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : named
  return `${path.replace(/\.[jt]s$/, '')}${ending}`
}
