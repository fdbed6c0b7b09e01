import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { systemClock } from '../clock.ts'
import { dropBody, hasBody, receiveBody } from './body.ts'
import { tooBusy } from './come-again.ts'
import type { Connection, Connections, Exchange } from './connections.ts'
import { createRoom } from './room.ts'
import { answerUnreadable, TOO_MANY_HEADERS } from './unreadable.ts'
import type { Unsent } from './unsent.ts'

/** So many requests may be sent before the answer to the first has been read. */
export const MAX_AHEAD = 128

/** What a request costs that waits: two objects, and each text of its head. Bytes. */
const WAITING_REQUEST = 10_000
const WAITING_TEXT = 64

/** Nobody here needs more; each weighs more than its letters. */
export const MAX_HEADERS = 100

/** What Node may have read of its body meanwhile; in pieces of a byte it weighs more than it has. Bytes. */
const WAITING_BODY = 500_000

/** What bodies may have together that handlers work on: parsed, JSON needs thirty times as much. Bytes. */
const IN_HANDS = { size: 500_000, line: 4_000_000, little: 5000 }

/** So many turns begin at once, when there are more than there is room for. */
const MAX_STARTS = 8

export interface OneAtATime {
  arrive(request: IncomingMessage, response: ServerResponse): void
  /** Says something after the last answer, and ends the connection. */
  sayLast(connection: Connection, text: string): void
}

/**
 * Lets the requests of a connection come to the handler one by one, each with its whole body, the next when the answer
 * to the one before has been sent. Node by itself hands out all that it reads, and keeps the answers.
 */
export function createOneAtATime(connections: Connections, unsent: Unsent, handle: RequestListener): OneAtATime {
  const inHands = createRoom(IN_HANDS)

  /** What begins in a moment: the requests of those who wait for one answer, and then those that were sent ahead. */
  const first: (() => void)[] = []
  const ahead: (() => void)[] = []

  function begin(connection: Connection, turn: Exchange, line = first): void {
    connection.turn = turn
    if (line === first && first.length === 0 && !unsent.isFull()) return start(connection, turn)
    if (first.length + ahead.length === 0) setImmediate(goOn)
    line.push(() => {
      if (line === ahead) unsent.keep(connection, -costOf(turn)) // until now it was as unread as when it waited
      start(connection, turn)
    })
  }

  /** A few for each round of events: what was ended to make room is gone only after that. */
  function goOn(): void {
    for (let count = 0; count < MAX_STARTS && !unsent.isFull(); count++) (first.shift() ?? ahead.shift())?.()
    if (first.length + ahead.length > 0) setImmediate(goOn)
  }

  function start(connection: Connection, turn: Exchange): void {
    const { request, response } = turn
    if (connection.socket.destroyed) return
    let kept = 0
    response.once('prefinish', () => {
      kept = connection.socket.writableLength
      if (kept > 0) unsent.keep(connection, kept)
    })
    response.once('close', () => {
      if (kept > 0) unsent.keep(connection, -kept)
      next(connection)
    })
    if (hasBody(request)) void receive(turn)
    else work(turn)
  }

  async function receive(turn: Exchange): Promise<void> {
    const { request, response } = turn
    const body = await receiveBody(request)
    if (body === 'gone') return
    const { length } = body === 'too-large' ? '' : body
    if (!(await inHands.enter(length))) {
      dropBody(request)
      return void tooBusy(request, response)
    }
    const leave = once(() => {
      dropBody(request)
      inHands.leave(length)
    })
    response.once('prefinish', leave).once('close', leave)
    if (response.closed) leave()
    else work(turn)
  }

  function work(turn: Exchange): void {
    const { request, response } = turn
    turn.isHandled = true
    const { expect } = request.headers
    // Node has asked for the body by itself (100); other expectations nobody meets (RFC 9110 §10.1.1).
    if (expect !== undefined && expect.toLowerCase() !== '100-continue') response.writeHead(417).end()
    else handle(request, response)
  }

  function next(connection: Connection): void {
    connection.turn = undefined
    if (connection.socket.destroyed) return
    connection.idleSince = systemClock.monotonic()
    const turn = connection.waiting.shift()
    if (turn) {
      if (connection.waiting.length === 0) connection.socket.resume()
      begin(connection, turn, ahead)
    } else if (connection.last !== undefined) connections.lastWord(connection, connection.last)
  }

  function sayLast(connection: Connection, text: string): void {
    if (connection.last !== undefined) return
    connection.last = text
    const { turn } = connection
    if (!turn || !turn.request.complete) connections.lastWord(connection, text) // what could not be read is this very request
  }

  return {
    arrive(request, response) {
      const connection = connections.of(request.socket)
      if (!connection || connection.last !== undefined || connection.socket.destroyed) return // it is being ended
      if (request.rawHeaders.length >= 2 * MAX_HEADERS) return sayLast(connection, answerUnreadable(TOO_MANY_HEADERS))
      const turn: Exchange = { request, response, isHandled: false }
      if (!connection.turn) return begin(connection, turn)
      if (connection.waiting.push(turn) > MAX_AHEAD || unsent.isOverrun()) return void connection.socket.destroy()
      connection.socket.pause()
      unsent.keep(connection, costOf(turn))
    },
    sayLast,
  }
}

const costOf = ({ request }: Exchange) =>
  WAITING_REQUEST + WAITING_TEXT * request.rawHeaders.length + (hasBody(request) ? WAITING_BODY : 0)

function once(act: () => void): () => void {
  let isDone = false
  return () => {
    if (isDone) return
    isDone = true
    act()
  }
}
