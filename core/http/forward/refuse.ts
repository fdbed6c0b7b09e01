import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../../clock.ts'
import type { Problem } from '../problem.ts'
import { answerWithProblem } from './failures.ts'
import type { ForwardOptions } from './options.ts'

/** What is read of a body that nobody wants, so that its sender gets to read the answer. Bytes, and milliseconds. */
const UNWANTED = 1_000_000
const READ_OUT_PATIENCE = 2000

/**
 * Answers a request that is not passed on. Its head has not been answered yet.
 * @param awaitsContinue its body has not been asked for: whether it comes all the same nobody can know, and what comes next on
 *   this connection would be taken for it
 */
export function answerRefusal(
  problem: Problem,
  request: IncomingMessage,
  response: ServerResponse,
  { answerProblem = answerWithProblem }: ForwardOptions,
  awaitsContinue: boolean,
  clock: Clock,
): void {
  if (awaitsContinue) response.setHeader('connection', 'close')
  answerProblem(problem, request, response)
  if (!awaitsContinue) readOut(request, clock)
}

/** Reads the rest of a request that has been answered already; a short one, and then its connection goes on. */
export function readOut(request: IncomingMessage, clock: Clock): void {
  if (request.complete || request.destroyed) return
  let bytes = 0
  const stop = clock.every(READ_OUT_PATIENCE, () => void request.destroy())
  request.once('close', stop)
  request.on('data', (piece: Buffer) => {
    bytes += piece.length
    if (bytes > UNWANTED) request.destroy()
  })
  request.resume()
}
