import type { Passwords } from '../passwords/passwords.ts'
import type { LoggedIn } from '../tokens/issued.ts'
import type { LoginParts, LoginRequest } from '../tokens/login.ts'
import type { LdapDirectory } from './ldap/ldap-directory.ts'
import { LdapUnavailable } from './ldap/ldap-unavailable.ts'

type Authenticate = LoginParts['authenticate']

export interface ChooseSourceParts {
  /** Asks our own directory. */
  local: Authenticate
  /** Those of others. */
  others: readonly LdapDirectory[]
  find(nameOrEmail: string): Promise<(LoggedIn & { readonly source: string }) | undefined>
  passwords: Pick<Passwords, 'check'>
}

/** ST-25: the one that a login names, or the only one where it names none. Otherwise our own directory is asked. */
const chosenDirectory = ({ provider }: LoginRequest, others: readonly LdapDirectory[]) =>
  provider === undefined && others.length === 1 ? others[0] : others.find(({ name }) => name === provider)

/**
 * Asks whoever knows the password of somebody. Whom our own directory knows with a password of their own is not looked for elsewhere, unless
 * the login says so: no entry of another directory takes their name over, and they log in while it is away. Everybody else is asked for
 * there, and whether they are right is what it says: when it cannot, nobody else decides. It costs one hash of a password, as any login.
 */
export const askStrictly =
  ({ local, others, find, passwords }: ChooseSourceParts): Authenticate =>
  async (request, asker) => {
    const directory = chosenDirectory(request, others)
    if (!directory) return local(request, asker)
    const { username, password, provider } = request
    if (provider === undefined && (await find(username))?.source === 'LOCAL') return local(request, asker)
    await passwords.check(password, undefined, asker)
    const found = await directory.logIn(username, password, asker)
    return typeof found === 'string' ? undefined : found
  }

/** As Stoke does: the other directory first, and our own when it does not know somebody, or cannot be asked. */
export const askAsStoke =
  ({ local, others }: Pick<ChooseSourceParts, 'local' | 'others'>): Authenticate =>
  async (request, asker) => {
    const directory = chosenDirectory(request, others)
    if (!directory) return local(request, asker)
    const found = await directory.logIn(request.username, request.password, asker).catch((error: unknown) => {
      if (error instanceof LdapUnavailable) return 'unknown' as const
      throw error
    })
    if (found === 'unknown') return local(request, asker)
    return found === 'wrong-password' ? undefined : found
  }
