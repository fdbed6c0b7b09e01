import type { Clock } from '#core/clock'

/** Slows down whoever guesses a secret (RFC 6749 §2.3.1). Good answers are never delayed. */
export interface GuessDelay {
  /** Called after a wrong guess, before its answer. */
  wrong(clientId: string): Promise<void>
}

const FIRST_MILLISECONDS = 25
const LONGEST_MILLISECONDS = 1000
/** A client that made no mistake for this long starts again. Milliseconds. */
const FORGET_AFTER = 60_000

/**
 * The delay doubles with every wrong guess for one client. Successes do not reset it: the owner of the secret would
 * clear the record for whoever guesses. There is an entry per registered client and one for all unknown names, so
 * nobody can fill the memory.
 */
export function createGuessDelay(clock: Clock, isClient: (id: string) => boolean): GuessDelay {
  const guesses = new Map<string, { count: number; last: number }>()
  return {
    async wrong(clientId) {
      const id = isClient(clientId) ? clientId : ''
      const now = clock.monotonic()
      const known = guesses.get(id)
      const count = known && now - known.last < FORGET_AFTER ? known.count + 1 : 1
      guesses.set(id, { count, last: now })
      await clock.delay(Math.min(LONGEST_MILLISECONDS, FIRST_MILLISECONDS * 2 ** (count - 1)))
    },
  }
}
