import type { Socket } from 'node:net'

/** What the parser understands as "the rest is not HTTP": it leaves alone what it has read and not parsed yet. */
const LEAVE_THE_REST = 2

type OnIncoming = (...request: unknown[]) => number

/**
 * Lets a connection that has been ended be at its end. Node reads 64 kB at once, and would still make two objects for
 * each of the two thousand requests that may stand in them.
 */
export function stopParsingWhenDestroyed(socket: Socket): void {
  const { parser } = socket as Socket & { parser?: { onIncoming?: OnIncoming } } // where Node keeps it; not in the types
  const onIncoming = parser?.onIncoming
  if (!parser || !onIncoming) return
  parser.onIncoming = (...request) => {
    if (socket.destroyed) return LEAVE_THE_REST
    const next = onIncoming(...request)
    return socket.destroyed ? LEAVE_THE_REST : next
  }
}
