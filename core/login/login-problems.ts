import type { IncomingMessage } from 'node:http'
import type { OwnAnswer } from '../http/forward/own-answer.ts'
import type { RequestContext } from '../trace/request-context.ts'
import { saidInWords } from './login-answers.ts'
import type { GateParts } from './gate-parts.ts'

/** Seconds after which it may be tried again. */
const LATER = { 'retry-after': '5' }

/** @param so what cannot be done because of it */
export function providerIsAway(
  request: IncomingMessage,
  context: RequestContext,
  { providerName, metrics, log, places }: GateParts,
  so: string,
  cookies: readonly string[] = [],
): OwnAnswer {
  const detail = `The provider of logins does not answer as it should, so ${so}.`
  context.recorder.step({ verb: 'fails', what: `to hear from ${providerName}`, reason: so })
  log.warn({ traceId: context.trace.traceId }, 'provider-away')
  metrics.count('cannot-decide')
  const link = { href: places.home, text: 'Try again' }
  const title = 'The provider cannot be reached'
  return saidInWords(
    { status: 503, type: 'cannot-decide', title, detail, link, cookies, headers: LATER },
    request,
    context,
  )
}

/** The store of sessions does not answer, or is full. */
export function storeIsAway(
  request: IncomingMessage,
  context: RequestContext,
  { metrics, log, places }: GateParts,
  detail = 'The store of sessions cannot be reached, so nobody can say who you are.',
): OwnAnswer {
  context.recorder.step({ verb: 'fails', what: 'to look into the store of sessions', reason: detail })
  log.warn({ traceId: context.trace.traceId }, 'session-store-away')
  metrics.count('cannot-decide')
  const link = { href: places.home, text: 'Try again' }
  const title = 'Sessions cannot be read at the moment'
  return saidInWords({ status: 503, type: 'cannot-decide', title, detail, link, headers: LATER }, request, context)
}

/**
 * A login came to nothing.
 * @param reason a stable word, for logs and traces
 */
export function loginRefused(
  request: IncomingMessage,
  context: RequestContext,
  { metrics, log, places }: GateParts,
  {
    reason,
    detail,
    status = 400,
    cookies = [],
  }: { reason: string; detail: string; status?: number; cookies?: readonly string[] },
): OwnAnswer {
  context.recorder.step({ verb: 'refuses', what: 'the login', reason: detail })
  log.warn({ traceId: context.trace.traceId, reason }, 'login-refused')
  metrics.count('login-refused')
  const link = { href: places.home, text: 'Log in again' }
  return saidInWords(
    { status, type: 'login-refused', title: 'This login came to nothing', detail, link, cookies },
    request,
    context,
  )
}
