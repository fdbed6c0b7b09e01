import { bearer } from './bearing.ts'
import type { AttackRequest, AttackStep } from './steps.ts'

/** A token that must be believed, or what follows means nothing. */
export const preparing = (token: string): AttackStep => ({ do: 'send', request: bearer(token), preparation: true })

/** The one whose answer counts. */
export const judging = (token: string): AttackStep => ({ do: 'send', request: bearer(token) })

/** A request with these headers and no others of ours. */
export const withHeaders = (...headers: readonly (readonly [string, string])[]): AttackRequest => ({
  method: 'GET',
  headers,
})

/** A good token, and more beside it. */
export const withMoreBeside = (token: string, ...more: readonly (readonly [string, string])[]): AttackRequest => {
  const { method, headers } = bearer(token)
  return { method, headers: [...headers, ...more] }
}
