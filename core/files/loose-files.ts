import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { LOCK_FILE } from './folder-lock.ts'
import { PINNED_FILE } from './service-folder.ts'

/** Everybody may read these: a lock is empty, certificates and public keys are public. */
const isPublic = (name: string) =>
  name.startsWith(LOCK_FILE) || name === PINNED_FILE || (name.endsWith('.pem') && !name.endsWith('.key.pem'))

/**
 * Finds private files that others on this machine may read or write: whoever copied them here lost their modes on the
 * way. They still work; somebody should be told.
 * @returns their names; none on Windows, which has no such modes
 */
export async function findLooseFiles(folder: string): Promise<string[]> {
  if (process.platform === 'win32') return []
  const names = (await readdir(folder)).filter((name) => !isPublic(name)).sort()
  const loose = await Promise.all(
    names.map(async (name) => {
      const { mode } = await stat(join(folder, name)).catch(() => ({ mode: 0 }))
      return (mode & 0o077) === 0 ? [] : [name]
    }),
  )
  return loose.flat()
}

/** As much of a log as the warning needs. */
export interface LooseFileLog {
  warn(fields: object, event: string): void
}

/** Warns of the private files of a process, and of those of the certificates, that are not private. */
export async function warnOfLooseFiles(keysFolder: string, name: string, log: LooseFileLog): Promise<void> {
  for (const folder of [name, 'tls']) {
    for (const file of await findLooseFiles(join(keysFolder, folder)).catch(() => [])) {
      const shown = `${folder}/${file}`
      log.warn({ file: shown, advice: `others on this machine can read it: chmod 600 ${shown}` }, 'key-file-open')
    }
  }
}
