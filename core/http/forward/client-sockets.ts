import type { Socket } from 'node:net'
import type { Clock } from '../../clock.ts'

/**
 * The connections of clients: bounded in number, and each in the time that nothing is asked on it. What Node counts is the bytes that
 * come in, so empty lines would keep a connection for good (RFC 9112 §2.2), and so would an end that is never answered.
 */
export interface ClientSockets {
  /**
   * HTTP is spoken on it from now on. Where there is no room, the one that has been idle longest makes some; where none is, it goes.
   * @param isCounted not one that comes within another
   */
  came(socket: Socket, isCounted: boolean): void
  /** A request has arrived. @returns how many of this connection are under way by now */
  asks(socket: Socket): number
  /** One of its requests is over. */
  answered(socket: Socket): void
  /** It is no connection of HTTP any more. @returns false when requests are under way on it: their answers would come in between */
  handOut(socket: Socket): boolean
  close(): void
}

export interface ClientSocketSettings {
  clock: Clock
  most: number
  /** How long one is kept on which nothing is asked. Milliseconds. */
  idle: number
  /** So often it is looked. Milliseconds. */
  look: number
}

interface ClientSocket {
  isCounted: boolean
  /** Somebody else has it, with limits of its own. */
  isHandedOut: boolean
  underWay: number
  /** Nothing is under way since then. Monotonic milliseconds. */
  idleSince: number
  /** When it was seen that we have said our last. */
  endedAt?: number
}

/** Whoever is told that it is over has so long to hear that. Milliseconds. */
const LAST_WORD_TAKES = 30_000

export function createClientSockets({ clock, most, idle, look }: ClientSocketSettings): ClientSockets {
  const entries = new Map<Socket, ClientSocket>()
  let count = 0

  function leave(socket: Socket): void {
    if (entries.get(socket)?.isCounted) count--
    entries.delete(socket)
  }

  function makeRoom(): boolean {
    let oldest: [Socket, ClientSocket] | undefined
    for (const each of entries) {
      const [, { isCounted, idleSince }] = each
      if (isCounted && isIdle(each[1]) && (!oldest || idleSince < oldest[1].idleSince)) oldest = each
    }
    if (!oldest) return false
    leave(oldest[0])
    oldest[0].destroy()
    return true
  }

  const stopLooking = clock.every(look, () => {
    const now = clock.monotonic()
    for (const [socket, entry] of entries) {
      if (socket.writableEnded) entry.endedAt ??= now
      const isDeaf = entry.endedAt !== undefined && now - entry.endedAt > LAST_WORD_TAKES
      if (isDeaf || (isIdle(entry) && now - entry.idleSince > idle)) socket.destroy()
    }
  })

  return {
    came(socket, isCounted) {
      const known = entries.get(socket)
      const idleSince = clock.monotonic()
      if (known) return void Object.assign(known, { isHandedOut: false, idleSince }) // it was handed out, and is back
      if (isCounted && count >= most && !makeRoom()) return void socket.destroy()
      if (isCounted) count++
      entries.set(socket, { isCounted, isHandedOut: false, underWay: 0, idleSince })
      socket.once('close', () => leave(socket))
    },
    asks(socket) {
      const entry = entries.get(socket)
      return entry ? ++entry.underWay : 1
    },
    answered(socket) {
      const entry = entries.get(socket)
      if (entry && --entry.underWay === 0) entry.idleSince = clock.monotonic()
    },
    handOut(socket) {
      const entry = entries.get(socket)
      if (!entry || entry.underWay > 0) return false
      return (entry.isHandedOut = true)
    },
    close: stopLooking,
  }
}

const isIdle = ({ underWay, isHandedOut }: ClientSocket) => underWay === 0 && !isHandedOut
