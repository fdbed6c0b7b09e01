import { nextTurn } from '#core/clock'
import { Problem } from '#core/http/problem'
import { createQueue, PasswordsBusy } from '../passwords/in-turn.ts'
import type { Administrator } from './administrator.ts'

/** So many changes wait at once, of all people together. */
const MOST_CHANGES_WAITING = 100

/**
 * Changes of a directory, one after the other: each is a new document, and of several that are made at once all but one would be made in
 * vain, and again. Between two of them, whatever else has come is done, for a store may answer at once. Whoever changes something
 * without end keeps nobody else waiting for all of it.
 * @returns makes a change in its turn
 * @throws Problem cannot-decide where too many wait
 */
export function createChangesInTurn() {
  const inTurn = createQueue(MOST_CHANGES_WAITING)
  return <Result>({ person, from }: Pick<Administrator, 'person' | 'from'>, change: () => Promise<Result>) =>
    inTurn(async () => (await nextTurn(), change()), { caller: String(person ?? from) }).catch(
      (error: unknown): never => {
        if (!(error instanceof PasswordsBusy)) throw error
        throw new Problem('cannot-decide', TOO_MANY_CHANGES, {
          headers: { 'retry-after': String(error.retryAfterSeconds) },
          cause: error,
        })
      },
    )
}

const TOO_MANY_CHANGES = 'Too many changes of the directory wait. Try again in a moment.'
