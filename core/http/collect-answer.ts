import { Buffer } from 'node:buffer'
import type { Dispatcher } from 'undici'

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
}

/** Sends a request and collects its answer, without a stream and a signal for each: answers of peers are short. */
export function collectAnswer(dispatcher: Dispatcher, request: Dispatcher.DispatchOptions): UnderWay {
  const { promise: answer, resolve, reject } = Promise.withResolvers<CollectedAnswer>()
  const collected: Omit<CollectedAnswer, 'body'> = { status: 0, headers: {} }
  const pieces: Buffer[] = []
  let connection: Dispatcher.DispatchController | undefined
  let reasonToStop: Error | undefined
  dispatcher.dispatch(request, {
    onRequestStart(controller) {
      connection = controller
      if (reasonToStop) controller.abort(reasonToStop)
    },
    onResponseStart(_controller, status, headers) {
      Object.assign(collected, { status, headers }) // the last one counts: 1xx may come before (RFC 9110 §15.2)
    },
    onResponseData: (_controller, piece) => void pieces.push(piece),
    onResponseEnd: () => resolve({ ...collected, body: joined(pieces) }),
    onResponseError: (_controller, error) => reject(error),
  })
  return {
    answer,
    giveUp(reason) {
      reasonToStop = reason
      reject(reason)
      connection?.abort(reason)
    },
  }
}

function joined(pieces: readonly Buffer[]): Buffer {
  const [first, ...more] = pieces
  return first && more.length === 0 ? first : Buffer.concat(pieces)
}
