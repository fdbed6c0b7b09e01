import type { Duplex } from 'node:stream'
import { createShare } from '#core/http/forward/share'

/** Connections of TCP that go through a relay: bounded, and all of them end with it. */
export interface TcpConnections {
  /** @returns what ends one, or undefined where there is no room for one more of this client */
  enter(client: string, ends: readonly Duplex[]): (() => void) | undefined
  readonly count: number
  /** Ends them all. */
  close(): void
}

const MOST_TCP = 1024

export function createTcpConnections(most = MOST_TCP): TcpConnections {
  const share = createShare(most)
  const open = new Set<readonly Duplex[]>()
  return {
    enter(client, ends) {
      if (!share.take(client)) return undefined
      open.add(ends)
      return () => {
        for (const each of ends) each.destroy()
        if (open.delete(ends)) share.leave(client)
      }
    },
    get count() {
      return open.size
    },
    close() {
      for (const ends of open) for (const each of ends) each.destroy()
    },
  }
}
