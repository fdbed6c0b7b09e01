import { errorText } from '#core/error-text'
import type { Clock } from '#core/clock'
import { answerOfError, readAnyAnswer, type AnyAnswer, type KitAnswer } from './read-answer.ts'

/** A service as a test calls it: with a token, once. */
export type ServiceUnderTest = (token: string) => AnyAnswer | Promise<AnyAnswer>

/** What a call came to; `failed` says in words why there is no answer. */
export type CaseOutcome = { readonly answer: KitAnswer } | { readonly failed: string }

/** A call may take so long: longer than one that waits for the next fetch of keys. Milliseconds. */
export const CASE_PATIENCE = 5000

/** Sends one token, and never throws: a service that does not answer has said something, too. */
export async function sendCase(service: ServiceUnderTest, token: string, clock: Clock): Promise<CaseOutcome> {
  const over = new AbortController()
  const hangs = clock.delay(CASE_PATIENCE, over.signal).then(
    (): CaseOutcome => ({ failed: `The call hung: there was no answer within ${CASE_PATIENCE / 1000} s.` }),
    (): CaseOutcome => ({ failed: 'The call is over.' }),
  )
  try {
    return await Promise.race([hangs, askService(service, token, clock)])
  } finally {
    over.abort()
  }
}

async function askService(service: ServiceUnderTest, token: string, clock: Clock): Promise<CaseOutcome> {
  try {
    return { answer: await readAnyAnswer(await service(token), clock) }
  } catch (error) {
    const answer = answerOfError(error)
    return answer === undefined ? { failed: whyNoAnswer(error) } : { answer: await readAnyAnswer(answer, clock) }
  }
}

/** What a socket says that was closed before there was an answer. */
const DROPPED = /\b(?:ECONNRESET|UND_ERR_SOCKET|EPIPE|ERR_STREAM_PREMATURE_CLOSE)\b|socket hang up|other side closed/

function whyNoAnswer(error: unknown): string {
  const { code = '', cause } = Object(error) as { code?: unknown; cause?: unknown }
  const causeCode = Object(cause).code ?? ''
  const said = [errorText(error), String(code), errorText(cause ?? ''), String(causeCode)].filter(Boolean).join(', ')
  return DROPPED.test(said)
    ? `The connection was dropped (${causeCode || code || 'no code'}).`
    : `The call failed: ${said}.`
}
