import type { PasswordPrompt } from './ask-password.ts'
import type { StoredPassword } from './passwords.ts'

/**
 * What `hash-password` prints: two lines to paste below a user of a `-dbinit` file.
 * @returns YAML; base64 needs no quotes there
 */
export const storedPasswordLines = ({ passwordHash, salt }: StoredPassword): string =>
  `password_hash: ${passwordHash}\npassword_salt: ${salt}\n`

/**
 * Asks twice, for nobody sees what was typed, and hashes what was said both times.
 * @param prompt a terminal; a pipe is asked once
 * @returns what to print, or what is wrong as a sentence
 */
export async function hashPassword(
  { ask, isTerminal }: Pick<PasswordPrompt, 'ask' | 'isTerminal'>,
  make: (password: string) => Promise<StoredPassword>,
): Promise<{ print: string } | { fault: string }> {
  const password = await ask('Password: ')
  if (password === undefined || password === '') return { fault: 'No password was given, so there is nothing to hash.' }
  if (isTerminal && (await ask('The same again: ')) !== password) return { fault: 'The two passwords differ. Nothing was hashed.' } // prettier-ignore
  return { print: storedPasswordLines(await make(password)) }
}
