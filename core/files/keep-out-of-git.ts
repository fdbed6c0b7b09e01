import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Keeps a folder of keys out of the history of the project in which it lies: everything in it is ignored, this file too. One that is there
 * stays as it is, and where nothing can be written, nothing is.
 */
export const keepOutOfGit = (folder: string): Promise<void> =>
  writeFile(join(folder, '.gitignore'), '*\n', { flag: 'wx' }).catch(() => {})
