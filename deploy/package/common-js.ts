import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BUNDLE_FOLDER, ENTRIES } from './published-manifest.ts'

/** Where the doors for `require` lie, from the top of the package. */
const DOORS_FOLDER = 'cjs'

/** vitest refuses to be required, and so does what loads it. */
const IMPORTED_ALONE: ReadonlySet<string> = new Set(['./vitest'])

/** @returns the file for `require`, without its ending; undefined for an entry that can only be imported */
export const commonJsDoor = (entry: string): string | undefined =>
  IMPORTED_ALONE.has(entry) ? undefined : `${DOORS_FOLDER}/${entry === '.' ? 'index' : entry.slice(2)}`

/**
 * Makes a file for each entry that CommonJS loads. It has no code of its own: Node 22 gives `require` the module that others import, the very same
 * one, and one that is too old is told so.
 * @param folder of the package, absolute
 */
export async function writeCommonJsDoors(folder: string, entries: readonly string[]): Promise<void> {
  await mkdir(join(folder, DOORS_FOLDER))
  for (const entry of entries) {
    const door = commonJsDoor(entry)
    const module = ENTRIES[entry]
    if (door === undefined || module === undefined) continue
    const text = `require('../bin/floor.cjs')\nmodule.exports = require('../${BUNDLE_FOLDER}/${module}.js')\n`
    await writeFile(join(folder, `${door}.cjs`), text)
    await writeFile(join(folder, `${door}.d.cts`), `export * from '../${module}.js'\n`)
  }
}
