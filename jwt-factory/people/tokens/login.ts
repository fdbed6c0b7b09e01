import { nameKey } from '../directory/taken-names.ts'
import type { Asker } from '../passwords/in-turn.ts'
import type { LoggedIn } from './issued.ts'
import { PeopleRefused } from './refusals.ts'
import { hasRequired } from './scope.ts'
import type { TokenScope } from './token-settings.ts'

export interface LoginRequest extends TokenScope {
  /** A name or an e-mail address. */
  readonly username: string
  readonly password: string
  /** Whose directory is to say whether the password is right. */
  readonly provider?: string
}

export interface LoginParts {
  /**
   * Asks whoever knows the password. It takes as long for somebody who is not known.
   * @returns the person as the directory has them now; undefined where name or password is wrong
   * @throws PasswordsBusy, and what says that a directory cannot answer
   */
  authenticate(request: LoginRequest, asker?: Asker): Promise<LoggedIn | undefined>
  /** Slows down whoever guesses: a right password never waits for it, so nobody is locked out by others. Absent: as the original, which has none (ST-9). */
  guesses?: { isFull(name: string): boolean; wrong(name: string): Promise<void> }
}

/**
 * Decides about a login (ST-8, ST-9): the password first, and only whoever has it hears that a claim is missing.
 * @throws PeopleRefused wrong-credentials, too-many-guesses, claims-missing
 */
export async function decideLogin(
  request: LoginRequest,
  { authenticate, guesses }: LoginParts,
  asker?: Asker,
): Promise<LoggedIn> {
  const person = await authenticate(request, asker)
  if (!person) {
    const guessed = guessedName(request.username)
    if (guesses?.isFull(guessed)) throw new PeopleRefused('too-many-guesses')
    await guesses?.wrong(guessed)
    throw new PeopleRefused('wrong-credentials')
  }
  if (!hasRequired(person, request)) throw new PeopleRefused('claims-missing')
  return person
}

/** Some directories find one person under names that differ in capitals and spaces: guesses at all of them are guesses at one. */
export const guessedName = (username: string): string => nameKey(username).trim().replaceAll(/\s+/g, ' ')
