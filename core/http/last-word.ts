import type { Duplex } from 'node:stream'

/**
 * Says the last of a connection, and ends it for both: whoever never ends its own half would keep it, and a place with it, for good. One
 * that does not even read is for whoever counts connections.
 */
export function sayLastWord(socket: Duplex, text: string): void {
  socket.on('error', () => {}) // whoever asked may be gone
  socket.end(text, () => socket.destroy())
}
