import type { IncomingMessage, ServerResponse } from 'node:http'
import { errorText } from '#core/error-text'
import type { Problem } from '#core/http/problem'
import { sendAnswer, wordsAnswer } from '#core/http/forward/own-answer'

/** What the original says when the next one cannot be reached: the error of the platform, with the address in it. */
export function answerAsOriginal(problem: Problem, _request: IncomingMessage, response: ServerResponse): void {
  sendAnswer(response, wordsAnswer(500, `${errorText(problem.cause ?? problem.detail)}\n`))
}
