import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isTemporary } from '#core/files/temporary-name'

/** The files of a folder for keys, each with what changes when it is written. */
export type FilesThere = ReadonlyMap<string, string>

/** What is no key material: locks, and what SQLite puts beside its file. */
const BESIDE = /(?:^|\/)\.lock[\w-]*$|\.sqlite-(?:wal|shm|journal)$/

/** @param folders below the one for keys; one that is missing has no files */
export async function listFiles(keysFolder: string, folders: readonly string[]): Promise<FilesThere> {
  const found = new Map<string, string>()
  for (const folder of folders) {
    const names = await readdir(join(keysFolder, folder)).catch(() => [])
    for (const name of names.sort()) {
      if (BESIDE.test(name) || isTemporary(name)) continue
      const state = await stat(join(keysFolder, folder, name))
      if (state.isFile()) found.set(`${folder}/${name}`, `${state.ino} ${state.mtimeMs}`)
    }
  }
  return found
}

/** A line for each file that is there now: it was made, made again, or there already. */
export function tellFiles(before: FilesThere, after: FilesThere, reasons: ReadonlyMap<string, string>): string[] {
  return [...after].map(([file, state]) => {
    const earlier = before.get(file)
    if (earlier === undefined) return `made        ${file}`
    if (earlier === state || file.endsWith('.sqlite')) return `was there   ${file}`
    const why = reasons.get(file)
    return `made again  ${file}${why === undefined ? '' : `: ${why}`}`
  })
}
