import { PasswordsBusy } from '../passwords/in-turn.ts'
import { DIRECTORY_AWAY, DIRECTORY_BACK_SECONDS, REFUSAL_WORDS } from '../routes/answer-person.ts'
import { LdapUnavailable } from '../sources/ldap/ldap-unavailable.ts'
import { PeopleRefused, REFUSAL_STATUS } from '../tokens/refusals.ts'

/** Why a form of a login brought nobody in, for the person who sent it. */
export interface LoginRefusal {
  reason: string
  status: number
  text: string
  headers: Record<string, string>
}

/** @returns undefined for what is no matter of the person at the form */
export function loginRefusalOf(error: unknown): LoginRefusal | undefined {
  if (error instanceof PasswordsBusy)
    return {
      reason: 'busy',
      status: 503,
      text: LOGINS_BUSY,
      headers: { 'retry-after': String(error.retryAfterSeconds) },
    }
  if (error instanceof LdapUnavailable)
    return {
      reason: 'unavailable',
      status: 503,
      text: DIRECTORY_AWAY,
      headers: { 'retry-after': DIRECTORY_BACK_SECONDS },
    }
  if (!(error instanceof PeopleRefused)) return undefined
  const { reason } = error
  const text = REFUSAL_WORDS[reason]
  const { strict: status } = REFUSAL_STATUS[reason]
  return { reason, status, text: `${text.charAt(0).toUpperCase()}${text.slice(1)}.`, headers: {} }
}

const LOGINS_BUSY = 'Too many log in at the moment. Try again in a moment.'
