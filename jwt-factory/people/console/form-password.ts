import { Problem } from '#core/http/problem'
import { LONGEST_PASSWORD, type Passwords, type StoredPassword } from '../passwords/passwords.ts'
import { PasswordsBusy } from '../passwords/in-turn.ts'
import { askerOf, type PersonAnswerParts } from '../routes/answer-person.ts'
import type { AdminVisit } from './admin-visit.ts'
import type { AdminForm } from './session/admin-form.ts'
import type { AdminSessions } from './session/sessions.ts'

export interface FormPasswordParts {
  passwords: Passwords
  sessions: AdminSessions
  asking: Pick<PersonAnswerParts, 'machine' | 'timeout'>
}

/**
 * The new password of a form, as it is stored. Spaces at its ends belong to it.
 * @throws Problem invalid-input where it is none, cannot-decide when too many wait
 */
export async function hashOfForm(
  { request, response }: AdminVisit,
  form: AdminForm,
  { passwords, asking }: Pick<FormPasswordParts, 'passwords' | 'asking'>,
): Promise<StoredPassword> {
  const [password, repeat] = [form.text('password'), form.text('repeat')]
  if (password === '') throw new Problem('invalid-input', 'The new password is empty.')
  if (password !== repeat) throw new Problem('invalid-input', 'The two passwords are not the same.')
  if (Buffer.byteLength(password) > LONGEST_PASSWORD)
    throw new Problem('invalid-input', `A password has ${LONGEST_PASSWORD} bytes at most, and this one has more.`)
  try {
    return await passwords.make(password, askerOf(request, response, asking))
  } catch (error) {
    if (error instanceof PasswordsBusy) throw busyPasswords(error)
    throw error
  }
}

export const busyPasswords = (cause: PasswordsBusy) =>
  new Problem('too-many-requests', 'Too many passwords wait to be checked. Try again in a moment.', {
    headers: { 'retry-after': String(cause.retryAfterSeconds) },
    cause,
  })
