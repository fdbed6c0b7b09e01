import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Clock } from '../clock.ts'
import { dropBody, hasBody, isPacked, MAX_BODY, receiveBody } from './body.ts'
import type { Connection, Connections, Exchange } from './connections.ts'
import { createPlaces } from './places.ts'
import { createRoom } from './room.ts'
import { createRounds, MAX_STARTS, type Line } from './rounds.ts'
import { answerUnreadable, NOT_CHUNKED, tooBusy, TOO_MANY_HEADERS } from './before-the-app.ts'
import type { Unsent } from './unsent.ts'

/** So many requests may be sent before the answer to the first has been read. */
export const MAX_AHEAD = 128

/** What a request costs that waits: two objects, and each text of its head. Bytes. */
const WAITING_REQUEST = 10_000
const WAITING_TEXT = 64

/** Nobody here needs more; each weighs more than its letters. */
export const MAX_HEADERS = 100

/** What bodies may have together that handlers work on: parsed, JSON needs thirty times as much. Bytes. */
const IN_HANDS = { size: 500_000, line: 2_000_000, little: 5000 }

/** A packed body is counted with what its unpacking takes, of memory and of threads, however small it came: two at once. */
const PACKED = IN_HANDS.size / 2

/** A body counts as another turn for so many bytes: of the largest, one is worked on in a round. */
const BYTES_OF_A_START = MAX_BODY / MAX_STARTS

export interface OneAtATimeParts {
  connections: Connections
  unsent: Unsent
  clock: Clock
}

export interface OneAtATime {
  arrive(request: IncomingMessage, response: ServerResponse): void
  /** Says something after the last answer, and ends the connection. */
  sayLast(connection: Connection, text: string): void
}

/**
 * Lets the requests of a connection come to the handler one by one, each with its whole body, the next when the answer
 * to the one before has been sent. Node by itself hands out all that it reads, and keeps the answers.
 */
export function createOneAtATime({ connections, unsent, clock }: OneAtATimeParts, handle: RequestListener): OneAtATime {
  const inHands = createRoom(IN_HANDS)
  const places = createPlaces()

  const rounds = createRounds(unsent.isFull)

  function begin(connection: Connection, turn: Exchange, line: Line): void {
    connection.turn = turn
    if (hasBody(turn.request)) return start(connection, turn, line) // it is being received anyway
    places.keep(connection, turn)
    rounds.enter(line, { connection, weight: 1, go: () => start(connection, turn, line) })
  }

  function start(connection: Connection, turn: Exchange, line: Line): void {
    const { request, response } = turn
    if (turn.cost > 0) unsent.keep(connection, -turn.cost) // until now it was as unread as when it waited
    let kept = 0
    response.on('prefinish', () => {
      kept = connection.socket.writableLength
      if (kept > 0) unsent.keep(connection, kept)
    })
    response.on('close', () => {
      if (kept > 0) unsent.keep(connection, -kept)
      next(connection)
    })
    if (hasBody(request)) void receive(connection, turn, line)
    else work(connection, turn)
  }

  async function receive(connection: Connection, turn: Exchange, line: Line): Promise<void> {
    const { request, response } = turn
    const body = await receiveBody(request)
    if (body === 'gone') return
    places.keep(connection, turn)
    const length = body === 'too-large' ? 0 : isPacked(request) ? PACKED : body.length
    if (!(await inHands.enter(length))) {
      dropBody(request)
      return rounds.enter(line, { connection, weight: 1, go: () => tooBusy(request, response) })
    }
    const leave = once(() => {
      dropBody(request)
      inHands.leave(length)
    })
    response.on('prefinish', leave).on('close', leave)
    if (response.closed) return leave()
    const weight = 1 + Math.floor(length / BYTES_OF_A_START)
    rounds.enter(line, { connection, weight, go: () => work(connection, turn) })
  }

  function work(connection: Connection, turn: Exchange): void {
    const { request, response } = turn
    if (!places.take(connection, turn)) return void tooBusy(request, response)
    turn.isHandled = true
    const { expect } = request.headers
    // Node has asked for the body by itself (100); other expectations nobody meets (RFC 9110 §10.1.1).
    if (expect !== undefined && expect.toLowerCase() !== '100-continue') response.writeHead(417).end()
    else handle(request, response)
  }

  function next(connection: Connection): void {
    connection.turn = undefined
    connection.hasAsked = true
    if (connection.socket.destroyed) return
    connection.idleSince = clock.monotonic()
    const turn = connection.waiting.shift()
    if (turn) {
      if (connection.waiting.length === 0) connection.socket.resume()
      begin(connection, turn, 'ahead')
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
      if (!isChunkedAtMost(request)) return sayLast(connection, answerUnreadable(NOT_CHUNKED))
      const turn: Exchange = { request, response, isHandled: false, place: undefined, cost: 0 }
      if (hasBody(request)) void receiveBody(request) // at once: pieces of a byte weigh hundreds each until they are put together
      if (!connection.turn) return begin(connection, turn, 'first')
      if (connection.waiting.length >= MAX_AHEAD || unsent.isOverrun()) return void connection.socket.destroy()
      turn.cost = costOf(turn)
      connection.waiting.push(turn)
      connection.socket.pause()
      unsent.keep(connection, turn.cost)
    },
    sayLast,
  }
}

const costOf = ({ request }: Exchange): number =>
  WAITING_REQUEST + WAITING_TEXT * request.rawHeaders.length + (hasBody(request) ? bodyCost(request) : 0)

/** Node takes any coding before `chunked`, and hands out the body as it is: nobody here could read it. */
const isChunkedAtMost = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] === undefined || headers['transfer-encoding'].trim().toLowerCase() === 'chunked'

/** It is received while it waits. */
const bodyCost = ({ headers }: IncomingMessage) => Math.min(Number(headers['content-length'] ?? MAX_BODY), MAX_BODY)

function once(act: () => void): () => void {
  let isDone = false
  return () => {
    if (isDone) return
    isDone = true
    act()
  }
}
