import { randomBytes } from 'node:crypto'
import { withEntry } from './audit/journal.ts'
import { loadInitFile } from './dbinit/load-init-file.ts'
import type { InitFile } from './dbinit/read-init-file.ts'
import type { Directory } from './directory/directory.ts'
import type { DirectoryDocument } from './directory/document.ts'
import { DirectoryFault } from './directory/fault.ts'
import { addStokeClaims, addSuperuser, lacksSuperuser, SUPERUSER_NAME } from './directory/first-start.ts'
import type { DirectoryRules } from './directory/rules.ts'
import type { StoredPassword } from './passwords/passwords.ts'

export interface FillFacts {
  init: InitFile | undefined
  createsStokeClaims: boolean
  rules: DirectoryRules
  /** Milliseconds since 1970. */
  now: number
}

export interface SuperuserMaker {
  make(password: string): Promise<StoredPassword>
  tellPassword(name: string, password: string): void
  /** Has the password before anybody is made with it, so that it is never lost. Absent: it is told, and kept nowhere. */
  passwordFile?: PasswordFile | undefined
}

export interface PasswordFile {
  /** Of those that have this file, one at a time does this. */
  inTurn(work: () => Promise<void>): Promise<void>
  /** @throws FileUnavailable */
  write(password: string): Promise<void>
  /** Nobody was made with it. */
  remove(): Promise<void>
}

/**
 * Puts into a directory what it is to begin with: the file, the claims that let people administer it, and somebody who may do everything
 * where there is nobody. What is there already stays. Of several processes that start at once, one makes the superuser and tells the
 * password.
 * @throws ConfigFileFault for the file; Error with a message for the person at the terminal; then nothing of that part was made
 */
export async function fillDirectory(directory: Directory, facts: FillFacts, maker: SuperuserMaker): Promise<void> {
  const { init, createsStokeClaims, rules, now } = facts
  /** For the audit log: nobody asked for it but whoever started this. */
  const noted = (before: DirectoryDocument, after: DirectoryDocument, what: string) =>
    withEntry(before, { after, note: { what } }, { now })
  try {
    const fill = (addsClaims: boolean) =>
      directory.change((document) => {
        const loaded = init ? loadInitFile(document, init, { rules, now }) : document
        const after = addsClaims ? addStokeClaims(loaded, rules) : loaded
        return after === document ? document : noted(document, after, loaded === document ? 'make-claims' : 'load-file')
      })
    await fill(createsStokeClaims).catch((error: unknown) => {
      // Whoever adds entries can fill a directory: that claims would have no room in it must keep nothing from starting.
      if (!createsStokeClaims || !(error instanceof DirectoryFault) || error.reason !== 'full') throw error
      return fill(false)
    })
    if (!lacksSuperuser(await directory.read())) return
    const add: Parameters<typeof makeSuperuser>[1] = (document, stored) =>
      noted(document, addSuperuser(document, stored, { rules, now }), 'make-superuser')
    const make = () => makeSuperuser(directory, add, maker)
    await (maker.passwordFile ? maker.passwordFile.inTurn(make) : make())
  } catch (error) {
    if (error instanceof DirectoryFault)
      throw new Error(`The directory cannot be filled: ${error.message}.`, { cause: error })
    throw error
  }
}

async function makeSuperuser(
  directory: Directory,
  add: (document: DirectoryDocument, stored: StoredPassword) => DirectoryDocument,
  { make, tellPassword, passwordFile }: SuperuserMaker,
): Promise<void> {
  if (!lacksSuperuser(await directory.read())) return // somebody was faster, and the file is theirs
  const password = randomBytes(24).toString('base64url')
  const stored = await make(password)
  await passwordFile?.write(password)
  const { users } = await directory
    .change((document) => add(document, stored))
    .catch(async (error: unknown) => {
      if (error instanceof DirectoryFault) await passwordFile?.remove() // of any other, nobody knows whether it was made
      throw error
    })
  const isOurs = users.some(({ passwordHash }) => passwordHash === stored.passwordHash)
  if (isOurs) tellPassword(SUPERUSER_NAME, password)
  else await passwordFile?.remove()
}
