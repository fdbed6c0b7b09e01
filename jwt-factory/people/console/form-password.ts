import { Problem } from '#core/http/problem'
import type { Accounts, PasswordChange } from '../admin/accounts.ts'
import type { DirectoryDocument } from '../directory/document.ts'
import { askerOf, type PersonAnswerParts } from '../routes/answer-person.ts'
import type { AdminVisit } from './admin-visit.ts'
import { administratorOf } from './change-by-form.ts'
import type { AdminForm } from './session/admin-form.ts'
import type { AdminSessions } from './session/sessions.ts'

export interface FormPasswordParts {
  accounts: Accounts
  sessions: AdminSessions
  asking: Pick<PersonAnswerParts, 'machine' | 'timeout'>
}

/**
 * The new password of a form. Spaces at its ends belong to it.
 * @throws Problem invalid-input where two were typed
 */
export function newPasswordOf(form: AdminForm): string {
  const password = form.text('password')
  if (password !== form.text('repeat')) throw new Problem('invalid-input', 'The two passwords are not the same.')
  return password
}

/**
 * Sets the new password of a form. All sessions of whose it is end.
 * @returns the directory with it
 * @throws as {@link newPasswordOf} and `Accounts.setPassword`
 */
export async function setPasswordByForm(
  visit: AdminVisit,
  form: AdminForm,
  { accounts, sessions, asking }: FormPasswordParts,
  whose: Omit<PasswordChange, 'newPassword'>,
): Promise<DirectoryDocument> {
  const change = { ...whose, newPassword: newPasswordOf(form) }
  const document = await accounts.setPassword(administratorOf(visit), change, askerOf(visit.request, visit.response, asking)) // prettier-ignore
  await sessions.endAllOf(whose.id)
  return document
}
