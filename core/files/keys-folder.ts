import { mkdir, stat } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { danglingLink } from './dangling-link.ts'
import { keepOutOfGit } from './keep-out-of-git.ts'
import { makeMissing, MissingForGood } from './read-only.ts'

/** Says all that is to be said to the person who has chosen the folder. */
export class KeysFolderFault extends Error {
  override readonly name = 'KeysFolderFault'
}

/**
 * Makes the folder for all keys, and that of one process in it, where they are missing. One level after the other: asked
 * for all at once, Node goes on for ever where nothing can be made (/proc).
 * @throws KeysFolderFault that names KEYS_FOLDER, and says why it cannot be a folder
 * @throws MissingForGood when only the folder of the process is missing, and cannot be made
 */
export async function openKeysFolder(keysFolder: string, name: string): Promise<void> {
  const own = resolve(keysFolder, name)
  try {
    await makeFolders(resolve(keysFolder))
    await keepOutOfGit(keysFolder)
    await makeMissing(`${basename(keysFolder)}/${name} is missing`, () => makeFolders(own))
  } catch (error) {
    if (error instanceof MissingForGood) throw error // the folder will do, but for what is not there yet
    const { code = '', path = keysFolder } = error as { code?: string; path?: string } // of the platform, or ours
    const why = (WHY_NOT[code] ?? (() => code))(path)
    const message = `KEYS_FOLDER is "${keysFolder}", which cannot be used: ${why}. Choose another one, or put it right.`
    throw new KeysFolderFault(message, { cause: error })
  }
}

const WHY_NOT: Record<string, (path: string) => string> = {
  EEXIST: (path) => `${path} is a file`,
  EACCES: (path) => `permission denied for ${path}`,
  EPERM: (path) => `permission denied for ${path}`,
  EROFS: (path) => `${path} is on a read-only disk`,
  ENOSPC: () => 'the disk is full',
  EDQUOT: () => 'the disk is full',
  ENOENT: (path) => `nothing can be made at ${path}`,
  ELOOP: (path) => `${path} is a link that leads round in a circle`,
  EDANGLING: (path) => `${path} is a link that leads nowhere`,
  ENAMETOOLONG: () => 'its name is too long',
}

async function makeFolders(path: string): Promise<void> {
  if (await isFolder(path)) return
  await makeFolders(dirname(path)) // the root is there
  await mkdir(path, { mode: 0o700 }).catch(async (error: unknown) => {
    if (!(await isFolder(path))) throw (await danglingLink(path)) ?? error // or else another process was faster
  })
}

/** In a file there is nothing either: the file itself is met on the way up. */
const NOTHING_THERE = new Set<unknown>(['ENOENT', 'ENOTDIR'])

/** @throws the platform's error, but when there is nothing; for what is no folder, one like it */
async function isFolder(path: string): Promise<boolean> {
  try {
    if ((await stat(path)).isDirectory()) return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && NOTHING_THERE.has(error.code)) return false
    throw error
  }
  throw Object.assign(new Error('no folder'), { code: 'EEXIST', path })
}
