import { Buffer } from 'node:buffer'
import type { Dispatcher } from 'undici'
import { AnswersTooLarge, expectAnswer } from './answers-in-memory.ts'

/** An answer as it came. */
export interface CollectedAnswer {
  status: number
  /** By their names in lower case; one that came several times is a list. */
  headers: Record<string, string | string[] | undefined>
  body: Buffer
}

/** A request that is under way. */
export interface UnderWay {
  /** Rejects with what undici says went wrong, or with the reason for which it was given up. */
  answer: Promise<CollectedAnswer>
  /** Ends the request, and the connection that it uses, whether it has one yet or not. */
  giveUp(reason: Error): void
  /** @throws the reason for which it was given up, if it was: also when its answer had come already */
  refuseIfGivenUp(): void
  /** The answer has been read, or nobody wants it: it counts no longer. */
  leave(): void
}

/** More pieces than this are put together: each keeps the memory alive in which it came. */
const MAX_LOOSE_PIECES = 16

/**
 * Sends a request and collects its answer, without a stream and a signal for each: answers of peers are short.
 * @param maxBytes an answer that has more is given up, as AnswersTooLarge
 */
export function collectAnswer(dispatcher: Dispatcher, request: Dispatcher.DispatchOptions, maxBytes: number): UnderWay {
  const { promise: answer, resolve, reject } = Promise.withResolvers<CollectedAnswer>()
  const collected: Omit<CollectedAnswer, 'body'> = { status: 0, headers: {} }
  let pieces: Buffer[] = []
  let size = 0
  let connection: Dispatcher.DispatchController | undefined
  let reasonToStop: Error | undefined

  function giveUp(reason: Error): void {
    reasonToStop ??= reason
    pieces = []
    leave()
    reject(reason)
    connection?.abort(reason)
  }

  const { take, leave } = expectAnswer(giveUp)
  dispatcher.dispatch(request, {
    onRequestStart(controller) {
      connection = controller
      if (reasonToStop) controller.abort(reasonToStop)
    },
    onResponseStart(_controller, status, headers) {
      Object.assign(collected, { status, headers }) // the last one counts: 1xx may come before (RFC 9110 §15.2)
    },
    onResponseData(_controller, piece) {
      size += piece.length
      if (size > maxBytes) return giveUp(new AnswersTooLarge(`an answer has more than ${maxBytes} bytes`))
      pieces.push(piece)
      if (pieces.length > MAX_LOOSE_PIECES) pieces = [Buffer.concat(pieces)]
      take(piece.length)
    },
    onResponseEnd() {
      resolve({ ...collected, body: joined(pieces) })
      pieces = []
      connection = undefined // it is free for another request
    },
    onResponseError: (_controller, error) =>
      reject(collected.status > 0 && isLostConnection(error) ? new AnswerCut(error) : error),
  })
  return {
    answer,
    giveUp,
    refuseIfGivenUp() {
      if (reasonToStop) throw reasonToStop
    },
    leave,
  }
}

/** The connection ended when a part of the answer was there. */
class AnswerCut extends Error {
  readonly code = 'ANSWER_CUT'

  constructor(cause: Error) {
    super('the connection ended in the middle of the answer', { cause })
  }
}

const isLostConnection = (error: Error): boolean =>
  'code' in error && (error.code === 'ECONNRESET' || error.code === 'UND_ERR_SOCKET')

function joined(pieces: readonly Buffer[]): Buffer {
  const [first, ...more] = pieces
  return first && more.length === 0 ? first : Buffer.concat(pieces)
}
