/** A client that is connected for longer than an answer takes, as people are told of it. */
export interface ConnectedShown {
  readonly endpoint: string
  /** In place of HTTP. */
  readonly by: 'TCP' | 'web socket'
  /** Milliseconds since 1970. */
  readonly since: number
  /** When its token ends; absent: never. */
  readonly until?: number
  /** Of its token: who signed it for whom, as far as it says so. */
  readonly subject?: string
}

/** Which clients are connected. As many as the bounds of connections let in. */
export interface Connected {
  /** @returns what says that it is gone */
  enter(client: ConnectedShown): () => void
  /** The newest first, and no more than people can look at. */
  readonly shown: readonly ConnectedShown[]
}

const MOST_CONNECTED_SHOWN = 100

export function createConnected(): Connected {
  const all = new Set<ConnectedShown>()
  return {
    enter(client) {
      all.add(client)
      return () => void all.delete(client)
    },
    get shown() {
      return [...all].slice(-MOST_CONNECTED_SHOWN).toReversed()
    },
  }
}

/** Who is let in, as people are told of it. @param since milliseconds since 1970 */
export const connectedBy = (
  by: ConnectedShown['by'],
  { endpoint, until, subject }: { endpoint: string; until: number; subject?: string },
  since: number,
): ConnectedShown => ({
  endpoint,
  by,
  since,
  ...(until !== Infinity && { until }),
  ...(subject !== undefined && { subject }),
})
