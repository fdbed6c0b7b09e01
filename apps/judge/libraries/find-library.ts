import { readFileSync } from 'node:fs'
import { createRequire, findPackageJSON } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** A package of npm that this project does not need, and that may be installed all the same. */
export interface FoundLibrary {
  /** The one that runs. */
  readonly version: string
  /** @returns what it exports, which the caller knows the form of */
  load(): unknown
}

/**
 * Looks for a package as Node does in each folder, and above it. Nothing of it is run before `load`.
 * @param folders absolute, in their order
 * @returns undefined where none has it
 */
export function findLibrary(name: string, folders: readonly string[]): FoundLibrary | undefined {
  for (const folder of folders) {
    const from = pathToFileURL(join(folder, 'package.json'))
    const version = versionFound(name, from)
    if (version !== undefined) return { version, load: () => createRequire(from)(name) as unknown }
  }
  return undefined
}

function versionFound(name: string, from: URL): string | undefined {
  try {
    const description = findPackageJSON(name, from)
    if (description === undefined) return undefined
    const { version } = JSON.parse(readFileSync(description, 'utf8'))
    return typeof version === 'string' ? version : 'without a version'
  } catch {
    return undefined // it is not there, or what describes it cannot be read
  }
}
