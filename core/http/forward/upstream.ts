import { connectOptions } from './connect-options.ts'
import { createNodeClient } from './node-client.ts'
import type { Outgoing, ToldOfAnswer } from './outgoing.ts'
import { createPlainClient } from './plain-client.ts'
import type { RequestHead } from './request-head.ts'
import { createShare, type Share } from './share.ts'
import type { Target } from './target.ts'

/** One whom requests are passed on to, and the connections that are kept to it. */
export interface Upstream {
  /** What goes on with it. */
  readonly exchanges: Share
  /** Calls back as soon as there is a connection for one more of a client: now, or when others leave theirs. */
  enter(turn: () => void, client: string): void
  /** Whoever has entered needs no connection any more, or does not wait for one. */
  leave(turn: () => void, client: string): void
  /** Sends the request of somebody whose turn it is. @param isFresh on a connection of its own, that nobody has used */
  send(head: RequestHead, told: ToldOfAnswer, isFresh: boolean): Outgoing
  /** Ends the connections that nobody uses. */
  end(): void
}

/** Who waits for a connection, for each that there is. */
const IN_LINE = 3

/**
 * Both clients share the connections that there may be.
 * @param host HOST
 * @param connections at most so many at once
 */
export function createUpstream(target: Target, host: string, connections: number): Upstream {
  const isSecure = target.protocol === 'https' && target.socketPath === undefined
  const options = connectOptions(target, host)
  const byNode = createNodeClient(options, isSecure, connections)
  const plain = createPlainClient(options, isSecure, () => void (isFit = false))
  let isFit = target.dial === undefined // undici wants a socket of the platform
  const busy = createShare(connections)
  const waiting = new Map<() => void, string>()

  return {
    exchanges: createShare(connections * (1 + IN_LINE)),
    enter(turn, by) {
      if (busy.take(by)) turn()
      else waiting.set(turn, by)
    },
    leave(turn, by) {
      if (waiting.delete(turn)) return
      busy.leave(by)
      for (const [next, its] of waiting) {
        if (!busy.take(its)) continue
        waiting.delete(next)
        queueMicrotask(next) // by then it is known whether the connection stays
      }
    },
    send(head, told, isFresh) {
      const [client, other] = head.isPlain && isFit ? [plain, byNode] : [byNode, plain]
      const opens = isFresh || client.idle === 0
      if (opens && busy.taken + client.idle + other.idle > connections) (client.idle > 0 ? client : other).makeRoom()
      return client.send(head, told, isFresh)
    },
    end() {
      byNode.end()
      plain.end()
    },
  }
}
