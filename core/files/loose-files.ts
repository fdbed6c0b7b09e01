import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { LOCK_FILE } from './folder-lock.ts'
import { PINNED_FILE } from './service-folder.ts'
import { isTemporary } from './temporary-name.ts'

/** Everybody may read these: a lock is empty, certificates and public keys are public. */
const isPublic = (name: string) =>
  name.startsWith(LOCK_FILE) || name === PINNED_FILE || (name.endsWith('.pem') && !/\.(?:key|private)\.pem$/.test(name))

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
export async function findLooseFiles(folder: string, isMeantForAll = isPublic): Promise<LooseFile[]> {
  if (process.platform === 'win32') return []
  const names = (await readdir(folder)).filter((name) => !isTemporary(name)).sort() // those are ours, and soon gone
  const loose = ['', ...names].map(async (name) => {
    const { mode } = await stat(join(folder, name)).catch(() => ({ mode: 0 }))
    return looseness(name, mode, name === '' || isMeantForAll(name))
  })
  return (await Promise.all(loose)).flat()
}

/** A single file with a secret in it. @returns undefined where its owner alone can read it, or where it is not there */
export async function looseSecretFile(path: string): Promise<LooseFile | undefined> {
  if (process.platform === 'win32') return undefined
  const { mode } = await stat(path).catch(() => ({ mode: 0 }))
  return looseness(basename(path), mode, false)[0]
}

function looseness(name: string, mode: number, isForAll: boolean): LooseFile[] {
  if (isForAll) {
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
const find = (folder: string, isMeantForAll = isPublic) => findLooseFiles(folder, isMeantForAll).catch(() => [])

/** Where a process reads or writes files below the folder for keys. */
export interface UsedFiles {
  /** Folders of which everything is its own. */
  folders: readonly string[]
  /** Files with public keys of others, for instance `serviceb/jwks.json`; who can write to their folder can plant them. */
  publicFiles: readonly string[]
}

/** Warns of what is loose among the files that a process uses and among the certificates, and of a loose folder for all keys. */
export async function warnOfLooseFiles(keysFolder: string, used: UsedFiles, log: LooseFileLog): Promise<void> {
  const { folders, publicFiles } = used
  const warn = (file: string, { what, mend }: LooseFile) =>
    log.warn({ file, advice: `others on this machine ${what}: ${mend} ${file}` }, 'key-file-open')
  for (const loose of await find(keysFolder)) if (loose.name === '') warn('.', loose)
  for (const folder of new Set([...folders, 'tls'])) {
    for (const loose of await find(join(keysFolder, folder))) warn(`${folder}/${loose.name}`, loose)
  }
  for (const [folder, names] of foldersOf(publicFiles)) {
    if (folders.includes(folder)) continue
    for (const loose of await find(join(keysFolder, folder), () => true))
      if (names.has(loose.name)) warn(folder === '' ? loose.name : `${folder}/${loose.name}`, loose)
  }
}

/** Every folder on the way to these files, with what counts in it: itself, and the files. */
function foldersOf(files: readonly string[]): Map<string, Set<string>> {
  const folders = new Map<string, Set<string>>()
  for (const file of files) {
    const segments = file.split('/')
    segments.forEach((_, at) => {
      const folder = segments.slice(0, at).join('/')
      const names = folders.get(folder) ?? new Set(folder === '' ? [] : ['']) // that for all keys has been looked at
      if (at === segments.length - 1) names.add(segments[at] ?? '')
      folders.set(folder, names)
    })
  }
  return folders
}
