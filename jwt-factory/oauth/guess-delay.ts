import type { Clock } from '#core/clock'

/** Slows down whoever guesses a secret (RFC 6749 §2.3.1). A right one never waits, whatever others do. */
export interface GuessDelay {
  /** Asked after a wrong guess: while too many of them wait, no further one does, and it is told so. */
  isFull(clientId: string): boolean
  /** Called after a wrong guess, before its answer. */
  wrong(clientId: string): Promise<void>
}

const FIRST_MILLISECONDS = 25
const LONGEST_MILLISECONDS = 1000
/** A client that made no mistake for this long starts again. Milliseconds. */
const FORGET_AFTER = 60_000

/** So many wrong guesses at one client may wait for their answers at once; each holds a connection. */
const MOST_WAITING = 8
/** And so many at all clients together; but one at each may always wait, or a flood at one would lock out the others. */
const MOST_WAITING_TOGETHER = 64

/**
 * The delay doubles with every wrong guess for one client. Successes do not reset it: the owner of the secret would
 * clear the record for whoever guesses. There is an entry per registered client and one for all unknown names, so
 * nobody can fill the memory.
 *
 * Whoever guesses at many connections would hold all of them. So only a few guesses wait; while they do, further wrong
 * ones at this client are refused at once. Were right ones refused with them, any stranger could keep a client out by
 * its name alone, which is no secret. What a flood of guesses cannot find is then a matter of the length of secrets: 256
 * bits, or the 16 characters that a declared one must have.
 */
export function createGuessDelay(clock: Clock, isClient: (id: string) => boolean): GuessDelay {
  const guesses = new Map<string, { count: number; last: number; waiting: number }>()
  let waitingTogether = 0
  const nameOf = (clientId: string) => (isClient(clientId) ? clientId : '')

  return {
    isFull(clientId) {
      const waiting = guesses.get(nameOf(clientId))?.waiting ?? 0
      return waiting >= MOST_WAITING || (waiting > 0 && waitingTogether >= MOST_WAITING_TOGETHER)
    },
    async wrong(clientId) {
      const id = nameOf(clientId)
      const now = clock.monotonic()
      const known = guesses.get(id) ?? { count: 0, last: now, waiting: 0 }
      guesses.set(id, known)
      known.count = now - known.last < FORGET_AFTER ? known.count + 1 : 1
      known.last = now
      known.waiting++
      waitingTogether++
      try {
        await clock.delay(Math.min(LONGEST_MILLISECONDS, FIRST_MILLISECONDS * 2 ** (known.count - 1)))
      } finally {
        known.waiting--
        waitingTogether--
      }
    },
  }
}
