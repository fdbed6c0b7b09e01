import { writeFile } from 'node:fs/promises'
import { join, resolve, sep } from 'node:path'
import { HOME_FOLDER, IS_COMPILED } from './project-folder.ts'

/**
 * Keeps a person's own files (keys, settings) out of the history of the project in which they lie: everything there is ignored, this file
 * too. One that is there stays as it is, and where nothing can be written, nothing is.
 * @param made a folder that has just been made
 * @param home where these files lie; undefined among the sources, which say themselves what git ignores
 */
export async function keepOutOfGit(made: string, home = IS_COMPILED ? HOME_FOLDER : undefined): Promise<void> {
  if (home === undefined || !`${resolve(made)}${sep}`.startsWith(`${home}${sep}`)) return
  await writeFile(join(home, '.gitignore'), '*\n', { flag: 'wx' }).catch(() => {})
}
