import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '#core/clock'
import { explainFileFault } from '#core/files/file-trouble'
import { withFolderLock } from '#core/files/folder-lock'
import { writeFileAtomically } from '#core/files/private-file'
import type { PasswordFile } from '../fill-directory.ts'

/** In the folder of the factory. */
export const PASSWORD_FILE = 'superuser-password'

/** The factory may run where nobody sees its terminal: the password of the superuser is kept as its other secrets are. */
export function createPasswordFile(folder: string, clock: Clock): PasswordFile {
  const path = join(folder, PASSWORD_FILE)
  return {
    inTurn: (work) => withFolderLock(folder, work, clock),
    write: (password) =>
      explainFileFault('the password of the superuser cannot be written, so none is made', () =>
        writeFileAtomically(path, `${password}\n`),
      ),
    remove: () => rm(path, { force: true }),
  }
}
