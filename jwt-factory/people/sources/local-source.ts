import type { Asker } from '../passwords/in-turn.ts'
import type { Passwords } from '../passwords/passwords.ts'
import type { LoggedIn } from '../tokens/issued.ts'
import type { LoginRequest } from '../tokens/login.ts'

export interface LocalSourceParts {
  /** The user of a name or an e-mail address, if there is one. */
  find(nameOrEmail: string): Promise<LoggedIn | undefined>
  passwords: Pick<Passwords, 'check'>
}

/**
 * Asks the directory itself: its user, and the password that is kept of them. Somebody whose password is elsewhere has none here; that takes
 * as long as a wrong one.
 */
export const createLocalSource =
  ({ find, passwords }: LocalSourceParts) =>
  async ({ username, password }: LoginRequest, asker?: Asker): Promise<LoggedIn | undefined> => {
    const person = await find(username)
    return (await passwords.check(password, person, asker)) ? person : undefined
  }
