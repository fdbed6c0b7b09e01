import { DirectoryFault } from '../directory/fault.ts'
import type { NewEntry } from '../directory/changes.ts'
import type { Directory } from '../directory/directory.ts'
import type { DirectoryDocument } from '../directory/document.ts'
import type { Asker } from '../passwords/in-turn.ts'
import type { Passwords, StoredPassword } from '../passwords/passwords.ts'
import { passwordMark } from '../tokens/families.ts'
import type { LoginParts } from '../tokens/login.ts'
import { addOf, setPassword } from './admin-change.ts'
import type { Administration } from './administration.ts'
import type { Administrator } from './administrator.ts'

export interface AccountsParts {
  administration: Administration
  directory: Pick<Directory, 'find'>
  passwords: Passwords
  /** As with a login: the old password could be guessed here. */
  guesses: LoginParts['guesses']
  /** Milliseconds since 1970. */
  now(): number
}

/** A person who is to log in with a password that is kept here. */
export type NewAccount = Pick<NewEntry<'users'>, 'username' | 'email' | 'firstName' | 'lastName'> & {
  readonly password: string
  /** Ids. */
  readonly groups?: readonly number[]
}

export interface PasswordChange {
  /** Whose. */
  readonly username: string
  readonly newPassword: string
  /** Absent: by force, which needs the letter. */
  readonly oldPassword?: string | undefined
}

/** What costs a hash: it is looked at first whether it may be made at all. */
export interface Accounts {
  /** @throws AdminRefused, DirectoryFault, PasswordsBusy */
  add(who: Administrator, account: NewAccount, asker?: Asker): Promise<{ document: DirectoryDocument; id: number }>
  /**
   * People change their own with the old one; whoever changes users sets that of others. All that came of the logins of that person
   * ends with it.
   * @throws AdminRefused, DirectoryFault, PasswordsBusy
   */
  setPassword(who: Administrator, change: PasswordChange, asker?: Asker): Promise<void>
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

  return {
    async add(who, { password, groups = [], ...person }, asker) {
      const user = { ...person, ...NO_HASH, groups, source: 'LOCAL' as const, createdAt: now() }
      await administration.check(who, addOf('users', user))
      return administration.change(who, addOf('users', { ...user, ...(await hashOf(password, asker)) }))
    },

    async setPassword(who, { username, newPassword, oldPassword }, asker) {
      const person = await directory.find(username)
      const id = person?.username === username ? person.id : -1 // an id that nobody has: an address is no name
      const knownAs = person && oldPassword !== undefined ? passwordMark(person) : undefined
      await administration.check(who, setPassword(id, NO_HASH, knownAs))
      if (oldPassword !== undefined && !(await passwords.check(oldPassword, person, asker))) {
        const reason = guesses?.isFull(username) ? 'too-many-guesses' : 'wrong-password' // a right one is taken all the same
        if (reason === 'wrong-password') await guesses?.wrong(username)
        await administration.refused(who, setPassword(id, NO_HASH), reason)
      }
      await administration.change(who, setPassword(id, await hashOf(newPassword, asker), knownAs))
    },
  }
}
