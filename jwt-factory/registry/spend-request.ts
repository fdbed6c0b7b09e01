import { hash } from 'node:crypto'
import { Problem } from '#core/http/problem'
import type { Service, SpentRequest } from './service-keys.ts'

/** A request that its JWT has proved: who signed it, and the id by which it is good once. */
export interface ProvedRequest {
  /** The key id of the key that signed it. */
  signedBy: string
  /** `jti` */
  requestId: string
  /** After this nobody would believe it anyway. Milliseconds since 1970. */
  believedUntil: number
}

/** So many changes by approved keys of one service can be remembered at once, and so many by keys that wait. */
const MOST_SPENT = 100
const MOST_SPENT_WAITING = 50

/**
 * Spends the id of a request, in the same write as the change that it asks for: of many who bring it, one changes something. What
 * changes nothing spends nothing. Anybody can make a key that waits, so what those have done takes no room from the others, and the
 * oldest of it is forgotten first: brought again, it would make a key that waits.
 * @param by whether the key that has signed was approved before
 * @returns the requests that are spent then
 * @throws Problem invalid-input for one that was spent, too-many-keys where no more can be remembered
 */
export function spendOnce(
  { spent }: Service,
  { requestId, believedUntil }: ProvedRequest,
  { by, now }: { by: SpentRequest[2]; now: number },
): Service['spent'] {
  const id = hash('sha256', requestId, 'base64url').slice(0, SPENT_ID_LENGTH)
  if (spent.some(([other]) => other === id))
    throw new Problem('invalid-input', 'This request was made before: its JWT needs a new id (jti) each time.')
  const { approved = [], waiting = [] } = Object.groupBy(spent, ([, , each]) => each)
  const made: SpentRequest = [id, believedUntil, by]
  if (by === 'waiting') return [...approved, ...waiting.slice(1 - MOST_SPENT_WAITING), made]
  if (approved.length < MOST_SPENT) return [...approved, ...waiting, made]
  const first = Math.min(...approved.map(([, until]) => until))
  const seconds = Math.max(1, Math.ceil((first - now) / 1000))
  throw new Problem(
    'too-many-keys',
    `The keys of this service were changed ${MOST_SPENT} times within the life of the JWTs. Try again in ${seconds} s, with JWTs that live less long.`,
    { headers: { 'retry-after': String(seconds) } },
  )
}

/** An id may have 10 kB: 128 bits of its digest tell them apart. */
const SPENT_ID_LENGTH = 22

/** A key id that somebody else has chosen, fit for a sentence. */
export const shownKid = (kid: string): string => kid.slice(0, 44).replaceAll(/[^A-Za-z0-9_=-]/g, '?')
