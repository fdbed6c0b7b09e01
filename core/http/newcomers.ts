import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { Clock } from '../clock.ts'

/** Who has connected to a port and is not let in yet: it has said nothing, or is about to agree on TLS. */
export interface Newcomers {
  /** Where there is no room, the one that has been there longest makes some. */
  came(socket: Socket): void
  /** It is no newcomer any more: others bound what it does. */
  letIn(socket: Socket): void
  /** All of them go. */
  turnAway(): void
  close(): void
}

export interface NewcomerSettings {
  clock: Clock
  /** How long one has to be let in. Milliseconds. */
  patience: number
  /** Absent: as many as a port has connections. */
  most?: number
}

/** Who connects and says nothing takes room from nobody, and has his time. */
export function createNewcomers({ clock, patience, most = 512 }: NewcomerSettings): Newcomers {
  /** Since when; the one that came first stands first. */
  const waiting = new Map<Socket, number>()

  const stopLooking = clock.every(patience / 10, () => {
    const tooLate = clock.monotonic() - patience
    for (const [socket, since] of waiting) {
      if (since >= tooLate) return
      socket.destroy()
    }
  })

  return {
    came(socket) {
      const [oldest] = waiting.keys()
      if (oldest && waiting.size >= most) {
        waiting.delete(oldest)
        oldest.destroy()
      }
      waiting.set(socket, clock.monotonic())
      socket.once('close', () => waiting.delete(socket))
    },
    letIn: (socket) => void waiting.delete(socket),
    turnAway() {
      for (const socket of waiting.keys()) socket.destroy()
    },
    close: stopLooking,
  }
}

/** Where Node keeps what was accepted, below TLS; it is not in the types. */
const BELOW = '_parent'

/** What was accepted, and TLS agreed on it. */
export const acceptedUnder = (socket: TLSSocket): Socket => (socket as { [BELOW]?: Socket })[BELOW] ?? socket
