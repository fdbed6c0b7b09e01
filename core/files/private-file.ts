import { access, constants, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { danglingLink } from './dangling-link.ts'
import { keepOutOfGit } from './keep-out-of-git.ts'
import { readRegularFile, readUtf8File } from './regular-file.ts'
import { temporaryName } from './temporary-name.ts'

/**
 * Writes a file so that a reader sees the old one or the new one and never a half, even after a power cut: a
 * temporary file beside it, flushed, then renamed. Private (0600) unless told otherwise.
 * @throws the platform's error; one with the code EFTYPE for a pipe or a device, which would be gone then
 */
export async function writeFileAtomically(path: string, text: string, mode = 0o600): Promise<void> {
  await replaceFile(path, text, mode)
  await syncFolder(dirname(path))
}

/** The same for one file of many: whoever has written them all flushes their folder once. */
export async function replaceFile(path: string, text: string, mode = 0o600): Promise<void> {
  await refuseSpecialFile(path)
  const temporary = temporaryName(path)
  try {
    const file = await open(temporary, 'wx', mode)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/** In `/dev` even a link stands for a device, as the output of this process. */
async function refuseSpecialFile(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  const isSpecial = found ? !found.isFile() && !found.isDirectory() : false
  if (!isSpecial && dirname(resolve(path)) !== '/dev') return
  throw Object.assign(new Error(`EFTYPE: this is not a file, open '${path}'`), {
    code: 'EFTYPE',
    syscall: 'open',
    path,
  })
}

/** @returns undefined when there is no such file; every other fault is thrown, a pipe or a device in its place too */
export const readIfThere = (path: string): Promise<string | undefined> => orNothing(readRegularFile(path))

/** The same for a text that is UTF-8 and nothing else. */
export const readUtf8IfThere = (path: string, maxBytes?: number): Promise<string | undefined> =>
  orNothing(readUtf8File(path, maxBytes))

async function orNothing(reading: Promise<string>): Promise<string | undefined> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Whether files can be made in a folder: not on a read-only disk, and not without permission. */
export const canWriteTo = (folder: string): Promise<boolean> =>
  access(folder, constants.W_OK).then(
    () => true,
    () => false,
  )

/** Whether a folder is there, and nothing can be made in it. One that is missing is made when it is needed. */
export async function isReadOnlyFolder(folder: string): Promise<boolean> {
  const isThere = (await stat(folder).catch(() => undefined)) !== undefined
  return isThere && !(await canWriteTo(folder))
}

/** Makes a folder that nobody else may look into. */
export async function makePrivateFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 }).catch(async (error: unknown) => {
    throw (await danglingLink(path)) ?? error
  })
  await keepOutOfGit(path)
}

/** The rename itself is durable only when the folder is flushed; Windows cannot and need not. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
