import { connectOptions } from './connect-options.ts'
import { createNodeClient } from './node-client.ts'
import type { Outgoing, ToldOfAnswer } from './outgoing.ts'
import { createPlainClient } from './plain-client.ts'
import type { RequestHead } from './request-head.ts'
import type { Target } from './target.ts'

/** One whom requests are passed on to, and the connections that are kept to it. */
export interface Upstream {
  /** What goes on with it. */
  exchanges: number
  /** Calls back as soon as there is a connection for one more: now, or when others leave theirs. */
  enter(turn: () => void): void
  /** Whoever has entered needs no connection any more, or does not wait for one. */
  leave(turn: () => void): void
  /** Sends the request of somebody whose turn it is. @param isFresh on a connection of its own, that nobody has used */
  send(head: RequestHead, told: ToldOfAnswer, isFresh: boolean): Outgoing
  /** Ends the connections that nobody uses. */
  end(): void
}

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
  let isFit = true
  let busy = 0
  const waiting = new Set<() => void>()

  return {
    exchanges: 0,
    enter(turn) {
      if (busy >= connections) return void waiting.add(turn)
      busy++
      turn()
    },
    leave(turn) {
      if (waiting.delete(turn)) return
      const [next] = waiting
      if (!next) return void busy--
      waiting.delete(next)
      queueMicrotask(next) // by then it is known whether the connection stays
    },
    send(head, told, isFresh) {
      const [client, other] = head.isPlain && isFit ? [plain, byNode] : [byNode, plain]
      const opens = isFresh || client.idle === 0
      if (opens && busy + client.idle + other.idle > connections) (client.idle > 0 ? client : other).makeRoom()
      return client.send(head, told, isFresh)
    },
    end() {
      byNode.end()
      plain.end()
    },
  }
}
