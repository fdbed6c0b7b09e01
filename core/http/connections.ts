import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Clock } from '../clock.ts'
import { dropBody } from './body.ts'

/** Which port a connection came in by. Each has room of its own. */
export type Door = 'plain' | 'tls'

/** A request that has arrived, and its answer. */
export interface Exchange {
  request: IncomingMessage
  response: ServerResponse
  /** Its body is here, and a handler has been called. */
  isHandled: boolean
  /** It is worked for, or waits in line and keeps its connection (core/http/places.ts). */
  place: 'inLine' | 'taken' | undefined
  /** What it costs to keep it while it waits; nothing when it did not have to. Bytes. */
  cost: number
}

/** One connection, and what goes on at it. */
export interface Connection {
  readonly door: Door
  /** What was accepted. */
  readonly accepted: Socket
  /** What requests come in on; over TLS that is not the socket that was accepted. */
  socket: Socket
  /** By when it must have come further, or it is ended. Monotonic milliseconds. */
  deadline: number
  /** The one request that is worked on. */
  turn: Exchange | undefined
  /** An earlier request of it has been answered. */
  hasAsked: boolean
  /** Requests that were sent before the answers to the earlier ones were read. */
  waiting: Exchange[]
  /** What is said after the last answer, before it ends. */
  last: string | undefined
  /** Since when nothing has been asked, or begun. Monotonic milliseconds. */
  idleSince: number
}

/** Every connection of a process, bounded: who connects and says nothing takes no room from others. */
export interface Connections extends Iterable<Connection> {
  /** Takes a connection in. The one that has been idle longest makes room; @returns undefined when none is idle */
  take(socket: Socket, door: Door): Connection | undefined
  /** From here on, it speaks HTTP on this socket. */
  opened(connection: Connection, socket: Socket): void
  /** Nothing more is said or heard; what has been said may still leave. */
  lastWord(connection: Connection, text: string): void
  of(socket: unknown): Connection | undefined
  close(): void
}

/** Per port. Peers keep 64 connections each; a person, a few. */
export const MAX_CONNECTIONS = 512

/**
 * @param onGone is told of each that has ended, in whatever way
 * @param patience how long a connection may take to say what it speaks and to agree on TLS, or to hear the last word, in
 *   milliseconds
 */
export function createConnections(
  onGone: (connection: Connection) => void,
  patience: number,
  clock: Clock,
): Connections {
  const bySocket = new Map<unknown, Connection>()
  const counts: Record<Door, number> = { plain: 0, tls: 0 }

  function forget(connection: Connection): void {
    if (!bySocket.delete(connection.socket)) return
    counts[connection.door]--
    for (const { request } of connection.waiting) dropBody(request)
    connection.waiting = []
    onGone(connection)
  }

  function makeRoom(door: Door): boolean {
    let oldest: Connection | undefined
    for (const connection of bySocket.values()) {
      if (connection.door !== door || isInTurn(connection)) continue
      if (oldest === undefined || connection.idleSince < oldest.idleSince) oldest = connection
    }
    if (!oldest) return false
    forget(oldest)
    oldest.socket.destroy()
    return true
  }

  const stopSweeping = clock.every(patience / 10, () => {
    const now = clock.monotonic()
    for (const connection of bySocket.values()) {
      const isLate = connection.deadline < now || idleFor(connection, now) > KEEP_ALIVE + 2 * patience
      if (isLate || saysNothing(connection)) connection.socket.destroy()
    }
  })

  return {
    take(socket, door) {
      if (counts[door] >= MAX_CONNECTIONS && !makeRoom(door)) {
        socket.destroy()
        return undefined
      }
      const idleSince = clock.monotonic()
      const deadline = idleSince + patience
      const connection: Connection = {
        door,
        accepted: socket,
        socket,
        deadline,
        turn: undefined,
        hasAsked: false,
        waiting: [],
        last: undefined,
        idleSince,
      }
      bySocket.set(socket, connection)
      counts[door]++
      socket.once('close', () => forget(connection))
      return connection
    },
    opened(connection, socket) {
      if (!bySocket.delete(connection.socket)) return // it has made room meanwhile
      connection.socket = socket
      connection.deadline = Infinity
      bySocket.set(socket, connection)
      keepPaused(connection)
    },
    lastWord(connection, text) {
      connection.deadline = clock.monotonic() + patience
      connection.socket.end(text)
    },
    of: (socket) => bySocket.get(socket),
    [Symbol.iterator]: () => bySocket.values(),
    close: stopSweeping,
  }
}

/** Node ends a connection on which nothing comes in for so long after an answer. Milliseconds. */
const KEEP_ALIVE = 5000

/** Empty lines are no request, and keep Node from ending a connection: so there is an end to them, too (RFC 9112 §2.2). */
const idleFor = ({ turn, idleSince }: Connection, now: number): number => (turn ? 0 : now - idleSince)

/**
 * Whether what came in by TLS was TLS alone: changes of keys (RFC 8446 §4.6.3), of which OpenSSL takes any number. A byte of
 * HTTP in a record of its own (§5.2) needs 29 more.
 */
const saysNothing = ({ accepted, socket }: Connection): boolean =>
  accepted.bytesRead > MAX_OVERHEAD + BYTES_FOR_ONE * socket.bytesRead

const BYTES_FOR_ONE = 30

/** Bytes. */
const MAX_OVERHEAD = 65_536

/** Node reads on when an answer has been sent, whether others wait or not. */
function keepPaused(connection: Connection): void {
  const { socket } = connection
  socket.on('resume', () => void (connection.waiting.length > 0 && socket.pause()))
}

/** Whether it waits for us alone, and has a place. Who sends ahead, and who is slow to send or to read, does not. */
const isInTurn = ({ turn, waiting }: Connection): boolean =>
  turn !== undefined && turn.place !== undefined && !turn.response.writableEnded && waiting.length === 0

/** Whether somebody here is at work for it; who is slow to send or to read is not being worked for. */
export const isWorkedOn = ({ turn }: Connection): boolean =>
  turn !== undefined && turn.isHandled && !turn.response.writableEnded
