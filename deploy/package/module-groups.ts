import { posix } from 'node:path'

/** What a bundler says of a file that it makes. */
export interface BundledFile {
  fileName: string
  /** Of the module that it is called after; several files may have the same. */
  name: string
  code: string
  moduleIds: readonly string[]
  /** Files that are loaded before it. */
  imports: readonly string[]
}

/**
 * Decides which modules of the tests lie in one file, so that an import reads few of them. Those that every import of a test loads together
 * stay together, but for what commands need of it: where one command needs a part of that, those of about the same weight get it in a file,
 * and a light command does not read what a heavy one needs. What commands alone need is left to the bundler.
 * @param ofTests the files where nobody but tests is asked
 * @param ofAll those where commands are asked, too
 * @param commands their files in `ofAll`
 * @returns the name of a file, by the id of a module
 */
export function groupModules(
  ofTests: readonly BundledFile[],
  ofAll: readonly BundledFile[],
  commands: readonly string[],
): Map<string, string> {
  const weights = weightsOfUsers(ofAll, commands)
  const groups = new Map<string, string>()
  let made = 0
  for (const { name, moduleIds } of ofTests)
    for (const ids of Map.groupBy(moduleIds, (id) => [...(weights.get(id) ?? [])].toSorted().join(' ')).values()) {
      if (ids.length === 1) continue // nothing to hold together
      made++
      for (const id of ids) groups.set(id, `${posix.basename(name)}-${made}`)
    }
  return groups
}

/** @returns for each module, how heavy those commands are that load it before they do anything */
function weightsOfUsers(files: readonly BundledFile[], commands: readonly string[]): Map<string, Set<number>> {
  const weights = new Map<string, Set<number>>()
  for (const command of commands) {
    const loaded = loadedWith(files, command)
    const weight = Math.floor(Math.log2(loaded.reduce((sum, { code }) => sum + code.length, 0)))
    for (const id of loaded.flatMap(({ moduleIds }) => moduleIds))
      weights.set(id, (weights.get(id) ?? new Set()).add(weight))
  }
  return weights
}

/** @returns a file, and all that it loads at once */
export function loadedWith(files: readonly BundledFile[], fileName: string): BundledFile[] {
  const byName = new Map(files.map((file) => [file.fileName, file]))
  const loaded = new Set<BundledFile>()
  const visit = (name: string): void => {
    const file = byName.get(name)
    if (file === undefined || loaded.has(file)) return
    loaded.add(file)
    file.imports.forEach(visit)
  }
  visit(fileName)
  return [...loaded]
}

/** @throws Error where two files load each other: the one that is read first would use what is not there yet */
export function checkBundleOrder(files: readonly BundledFile[]): void {
  for (const { fileName, imports } of files)
    for (const imported of imports)
      if (loadedWith(files, imported).some((each) => each.fileName === fileName))
        throw new Error(`${fileName} and ${imported} load each other`)
}
