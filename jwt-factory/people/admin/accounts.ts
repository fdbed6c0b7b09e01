import { DirectoryFault } from '../directory/fault.ts'
import type { NewEntry } from '../directory/changes.ts'
import type { Directory } from '../directory/directory.ts'
import type { DirectoryDocument } from '../directory/document.ts'
import type { Asker } from '../passwords/in-turn.ts'
import type { Passwords, StoredPassword } from '../passwords/passwords.ts'
import { passwordMark } from '../tokens/families.ts'
import { guessedName, type LoginParts } from '../tokens/login.ts'
import { addOf, setPassword, type AdminChange } from './admin-change.ts'
import type { Administration } from './administration.ts'
import type { Administrator } from './administrator.ts'

export interface AccountsParts {
  administration: Administration
  directory: Pick<Directory, 'find' | 'findById'>
  passwords: Passwords
  /** As with a login: the old password could be guessed here. */
  guesses: LoginParts['guesses']
  /** Milliseconds since 1970. */
  now(): number
}

/** A person who is to log in with a password that is kept here. */
export type NewAccount = Pick<NewEntry<'users'>, 'username' | 'email' | 'firstName' | 'lastName'> & {
  /** Ids. */
  readonly groups?: readonly number[]
}

export interface PasswordChange {
  /** Whose: their id. */
  readonly id: number
  readonly newPassword: string
  /** Absent: by force, which needs the letter. */
  readonly oldPassword?: string | undefined
}

/** What costs a hash: it is looked at first whether it may be made at all. */
export interface Accounts {
  /** What adds somebody whose password is not known yet: to look at what it would do. */
  draft(account: NewAccount): AdminChange
  /** What adds somebody. @throws AdminRefused, DirectoryFault, PasswordsBusy */
  addition(who: Administrator, account: NewAccount, password: string, asker?: Asker): Promise<AdminChange>
  /**
   * People change their own with the old one; whoever changes users sets that of others. All that came of the logins of that person
   * ends with it.
   * @returns the directory with it
   * @throws AdminRefused, DirectoryFault, PasswordsBusy
   */
  setPassword(who: Administrator, change: PasswordChange, asker?: Asker): Promise<DirectoryDocument>
  /** By the name, and by nothing else that somebody logs in with. @returns an id that nobody has where nobody is called so */
  idOf(username: string): Promise<number>
}

const NO_HASH: StoredPassword = { passwordHash: '', salt: '' }

export function createAccounts({ administration, directory, passwords, guesses, now }: AccountsParts): Accounts {
  async function hashOf(password: string, asker?: Asker): Promise<StoredPassword> {
    try {
      return await passwords.make(password, asker)
    } catch (error) {
      if (error instanceof RangeError) throw new DirectoryFault('unfit', error.message) // it says nothing of the password
      throw error
    }
  }

  const added = ({ groups = [], ...person }: NewAccount, stored: StoredPassword) =>
    addOf('users', { ...person, ...stored, groups, source: 'LOCAL', createdAt: now() })

  return {
    draft: (account) => added(account, NO_HASH),

    async addition(who, account, password, asker) {
      await administration.check(who, added(account, NO_HASH))
      return added(account, await hashOf(password, asker))
    },

    async setPassword(who, { id, newPassword, oldPassword }, asker) {
      const person = await directory.findById(id)
      const knownAs = person && oldPassword !== undefined ? passwordMark(person) : undefined
      await administration.check(who, setPassword(id, NO_HASH, knownAs))
      if (oldPassword !== undefined && !(await passwords.check(oldPassword, person, asker))) {
        const guessed = guessedName(person?.username ?? '')
        const reason = guesses?.isFull(guessed) ? 'too-many-guesses' : 'wrong-password' // a right one is taken all the same
        if (reason === 'wrong-password') await guesses?.wrong(guessed)
        await administration.refused(who, setPassword(id, NO_HASH), reason)
      }
      const { document } = await administration.change(who, setPassword(id, await hashOf(newPassword, asker), knownAs))
      return document
    },

    async idOf(username) {
      const person = await directory.find(username)
      return person?.username === username ? person.id : -1
    },
  }
}
