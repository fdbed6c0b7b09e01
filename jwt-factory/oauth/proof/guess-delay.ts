import { createHmac, randomBytes } from 'node:crypto'
import type { Clock } from '#core/clock'

/** Slows down whoever guesses a secret (RFC 6749 §2.3.1). A right one never waits, whatever others do. */
export interface GuessDelay {
  /** Asked after a wrong guess: while too many of them wait, no further one does, and it is told so. */
  isFull(clientId: string): boolean
  /** Called after a wrong guess, before its answer. */
  wrong(clientId: string): Promise<void>
  /** From now on it is as if nobody had made a mistake. */
  forget(): void
}

const FIRST_MILLISECONDS = 25
const LONGEST_MILLISECONDS = 1000
/** A name at which nobody made a mistake for this long starts again. Milliseconds. */
const FORGET_AFTER = 60_000

/** The names of all clients, and all others, share so many rooms: nobody can fill the memory. */
const ROOMS = 64
/** So many wrong guesses of one room may wait for their answers at once; each holds a connection. */
const MOST_WAITING = 8
/** And so many of all together; but one of each room may always wait, or a flood at one would lock out the others. */
const MOST_WAITING_TOGETHER = 64

/**
 * The delay doubles with every wrong guess at one name. Successes do not reset it: the owner of the secret would clear
 * the record for whoever guesses. Names share rooms, those of clients and all others alike, by a hash that nobody can
 * foresee: whatever a stranger sees of a room, it does not tell whether there is such a client.
 *
 * Whoever guesses at many connections would hold all of them. So only a few guesses wait; while they do, further wrong
 * ones of this room are refused at once. Were right ones refused with them, any stranger could keep a client out by
 * its name alone, which is no secret. What a flood of guesses cannot find is then a matter of the length of secrets: 256
 * bits, or the 16 characters that a declared one must have.
 * @param key for the hash; only a test knows it
 */
export function createGuessDelay(clock: Clock, key: Uint8Array = randomBytes(32)): GuessDelay {
  const rooms = Array.from({ length: ROOMS }, () => ({ count: 0, last: -Infinity, waiting: 0 }))
  let waitingTogether = 0
  const roomOf = (clientId: string) => {
    const at = createHmac('sha256', key).update(clientId).digest().readUInt32BE() % ROOMS
    return rooms[at] as (typeof rooms)[number] // one of ROOMS, by the line above
  }

  return {
    isFull(clientId) {
      const { waiting } = roomOf(clientId)
      return waiting >= MOST_WAITING || (waiting > 0 && waitingTogether >= MOST_WAITING_TOGETHER)
    },
    async wrong(clientId) {
      const room = roomOf(clientId)
      const now = clock.monotonic()
      room.count = now - room.last < FORGET_AFTER ? room.count + 1 : 1
      room.last = now
      room.waiting++
      waitingTogether++
      try {
        await clock.delay(Math.min(LONGEST_MILLISECONDS, FIRST_MILLISECONDS * 2 ** (room.count - 1)))
      } finally {
        room.waiting--
        waitingTogether--
      }
    },
    forget: () => rooms.forEach((room) => (room.count = 0)),
  }
}
