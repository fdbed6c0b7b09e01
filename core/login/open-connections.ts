/** Connections that stay open as long as a session does: they end when the person logs out here. */
export interface OpenConnections {
  of(session: string): AbortSignal
  end(session: string): void
}

/** Sessions that have had one; of those used longest ago, nobody is told any more. */
const MOST_WATCHED = 1000

export function createOpenConnections(): OpenConnections {
  const ends = new Map<string, AbortController>()
  return {
    of(session) {
      const end = ends.get(session) ?? new AbortController()
      ends.delete(session)
      ends.set(session, end)
      const [oldest] = ends.keys()
      if (ends.size > MOST_WATCHED && oldest !== undefined) ends.delete(oldest)
      return end.signal
    },
    end(session) {
      ends.get(session)?.abort()
      ends.delete(session)
    },
  }
}
