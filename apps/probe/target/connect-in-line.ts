import type { Socket } from 'node:net'
import type { TargetConnections } from './connect-target.ts'

/**
 * So many connections may be about to open at once. Servers bound how many agree on TLS at the same time, and end whoever waits too long
 * for that: a flood is one of requests, and the way to the target should not break under it.
 */
const MOST_OPENING = 32

/** The connections to a target, of which few open at once: the others wait in a line. */
export interface ConnectionLine {
  /**
   * @param given is called with the connection, when it begins to open later
   * @returns the connection, where it begins to open at once
   * @throws what opening one throws
   */
  open(given: (error: Error | null, socket?: Socket) => void): Socket | undefined
}

/** @param connections what opens each of them */
export function createConnectionLine(connections: Pick<TargetConnections, 'open' | 'opening'>): ConnectionLine {
  const waiting: (() => void)[] = []
  let opening = 0

  function begin(): Socket {
    const socket = connections.open()
    opening++
    let isOver = false
    const end = () => {
      if (isOver) return
      isOver = true
      opening--
      waiting.shift()?.()
    }
    socket.once(connections.opening, end)
    socket.once('close', end)
    return socket
  }

  return {
    open(given) {
      if (opening < MOST_OPENING) return begin()
      waiting.push(() => {
        try {
          given(null, begin())
        } catch (error) {
          given(error as Error) // what node:tls throws is one
          waiting.shift()?.()
        }
      })
      return undefined
    },
  }
}
