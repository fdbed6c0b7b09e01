import { challenge } from '#core/access/challenge'
import { bearerRefusal } from '#core/http/authenticate'
import { Problem } from '#core/http/problem'
import type { Claims } from '#core/token/claims'
import { TokenRejected } from '#core/token/rejection'
import type { Answer } from '../../apps/probe/answer.ts'
import { NotAllowed, Undecided } from './checks.ts'

export const REALM = 'weak-twin'

const noStore = ['cache-control', 'no-store'] as const

/** An answer as the sender hands it on. */
export const twinAnswer = (
  status: number,
  body: object,
  headers: readonly (readonly [string, string])[] = [],
  milliseconds = 1,
): Answer => ({
  status,
  headers: [['content-type', 'application/json'], noStore, ...headers],
  body: JSON.stringify(body),
  milliseconds,
})

/** How a strict service says no (RFC 6750 §3.1). */
export function twinRefusal(error: unknown): Answer {
  const challenged = (status: number, value: string, body: object) =>
    twinAnswer(status, body, [['www-authenticate', value]])
  if (error === undefined)
    return challenged(401, bearerRefusal(REALM, undefined).challenge, { message: 'no token provided' })
  if (error instanceof TokenRejected) {
    const { reason, message } = error
    return challenged(401, challenge(REALM, 'invalid_token', message), {
      message: 'invalid token',
      valid: false,
      reason,
    })
  }
  if (error instanceof NotAllowed)
    return challenged(403, challenge(REALM, 'insufficient_scope'), { message: 'not allowed' })
  if (error instanceof Problem) {
    return twinAnswer(error.status, { title: error.detail }, Object.entries(error.headers))
  }
  return error instanceof Undecided
    ? twinAnswer(503, { title: 'This cannot be decided at the moment' })
    : twinAnswer(500, { title: 'A bug' })
}

/** What a believed caller gets: much that is the same for everybody, and what was read of the token. */
export const welcome = ({ sub, scope, zz }: Claims): Answer =>
  twinAnswer(200, { valid: true, orders: ORDERS, caller: { sub, scope, zz } })

const ORDERS = ['apples', 'pears', 'plums', 'cherries', 'quinces', 'medlars', 'figs', 'grapes', 'melons', 'lemons'].map(
  (fruit) => ({ [fruit]: `a box of ${fruit}` }),
)
