import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { LOCK_FILE } from './folder-lock.ts'
import { PINNED_FILE } from './service-folder.ts'
import { isTemporary } from './temporary-name.ts'

/** Everybody may read these: a lock is empty, certificates and public keys are public. */
const isPublic = (name: string) =>
  name.startsWith(LOCK_FILE) || name === PINNED_FILE || (name.endsWith('.pem') && !name.endsWith('.key.pem'))

const READ = 0o044
const WRITE = 0o022

/** A file or folder of key material with which others on this machine can do too much. */
export interface LooseFile {
  /** '' for the folder itself. */
  name: string
  /** What others can do. */
  what: string
  mend: string
}

/**
 * Finds what others on this machine may write to, for whoever plants a public key is believed; and private files that
 * they may read. Somebody copied them here, and lost their modes on the way. They still work; somebody should be told.
 * @returns the folder first, then its files by name; none on Windows, which has no such modes
 */
export async function findLooseFiles(folder: string): Promise<LooseFile[]> {
  if (process.platform === 'win32') return []
  const names = (await readdir(folder)).filter((name) => !isTemporary(name)).sort() // those are ours, and soon gone
  const loose = ['', ...names].map(async (name) => {
    const { mode } = await stat(join(folder, name)).catch(() => ({ mode: 0 }))
    return looseness(name, mode)
  })
  return (await Promise.all(loose)).flat()
}

function looseness(name: string, mode: number): LooseFile[] {
  if (name === '' || isPublic(name)) {
    return (mode & WRITE) === 0 ? [] : [{ name, what: 'can write to it', mend: 'chmod go-w' }]
  }
  if ((mode & 0o077) === 0) return []
  return [{ name, what: (mode & READ) === 0 ? 'can write to it' : 'can read it', mend: 'chmod 600' }]
}

/** As much of a log as the warning needs. */
export interface LooseFileLog {
  warn(fields: object, event: string): void
}

/** A folder that is not there has nothing loose. */
const find = (folder: string) => findLooseFiles(folder).catch(() => [])

/** Warns of what is loose among the files of a process and among the certificates, and of a loose folder for all keys. */
export async function warnOfLooseFiles(keysFolder: string, name: string, log: LooseFileLog): Promise<void> {
  const warn = (file: string, { what, mend }: LooseFile) =>
    log.warn({ file, advice: `others on this machine ${what}: ${mend} ${file}` }, 'key-file-open')
  for (const loose of await find(keysFolder)) if (loose.name === '') warn('.', loose)
  for (const folder of [name, 'tls']) {
    for (const loose of await find(join(keysFolder, folder))) warn(`${folder}/${loose.name}`, loose)
  }
}
