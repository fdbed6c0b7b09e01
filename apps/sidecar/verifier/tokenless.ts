/** So many requests without a token go on at once: half of the connections to the upstream are for those that have one. */
export const MOST_TOKENLESS = 32

/** Then one is ended, however slowly it moves. Milliseconds. */
export const LONGEST_TOKENLESS = 60_000

/** One that was let in. */
export interface TokenlessRequest {
  /** It has gone on for longest, and another one comes. */
  signal: AbortSignal
  leave(): void
}

/**
 * Requests on paths that need no token, and web sockets there. Anybody can send them, and send them slowly; so where there are too
 * many, the one that has gone on for longest gives way: it is slow, or is done soon anyway. Who looks whether the service is up
 * comes through.
 */
export function createTokenless(): { enter(): TokenlessRequest } {
  const all = new Set<AbortController>() // the first is the one that came first
  return {
    enter() {
      const [first] = all
      if (first && all.size >= MOST_TOKENLESS) {
        all.delete(first)
        first.abort()
      }
      const own = new AbortController()
      all.add(own)
      return { signal: own.signal, leave: () => void all.delete(own) }
    },
  }
}
