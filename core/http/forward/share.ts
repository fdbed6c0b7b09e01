/** Places of one kind, which clients share: an answer may go on for as long as it moves, so nobody gets all of them. */
export interface Share {
  /** @returns false: no more for this client at the moment */
  take(client: string): boolean
  leave(client: string): void
  readonly taken: number
}

/**
 * Of the places that a client leaves to others, it may hold so many times as many: alone it gets three quarters, the next one three
 * quarters of the rest, and so on. So some are free for whoever comes, without a list of who that may be.
 */
const TIMES_THE_FREE = 3

/** @param most so many places there are */
export function createShare(most: number): Share {
  const held = new Map<string, number>()
  let taken = 0
  return {
    take(client) {
      const own = held.get(client) ?? 0
      if (own >= TIMES_THE_FREE * (most - taken)) return false
      held.set(client, own + 1)
      taken++
      return true
    },
    leave(client) {
      const own = held.get(client) ?? 0
      if (own > 1) held.set(client, own - 1)
      else held.delete(client)
      taken--
    },
    get taken() {
      return taken
    },
  }
}
