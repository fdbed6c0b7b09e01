import type { RequestHandler } from 'express'
import type { Clock } from '../clock.ts'
import { contextOf } from '../http/context.ts'
import { randomId } from '../trace/context.ts'
import type { Recording } from '../trace/recorder.ts'
import { resultOf } from './request-result.ts'
import type { Span, SpanEvent } from './span.ts'
import { watchedBy, type WatchedRoute } from './watched-request.ts'

export interface SpanRequestsParts {
  /** All that there are; what programs that watch over the process ask for has no span. */
  routes: readonly (WatchedRoute & { isControl?: true })[]
  add(span: Span): void
  /** Of this machine. */
  clock: Clock
}

/**
 * Makes a span of each request, a part of the trace of whoever asks. Those who say that theirs is not recorded have none (W3C Trace Context
 * §3.2.2.5). Of what was asked it tells the route and the answer, and of the steps of the trace which they were: never a path, a
 * query, a header, an address or what a step is about.
 */
export function spanRequests({ routes, add, clock }: SpanRequestsParts): RequestHandler {
  const told = watchedBy(routes)
  const watched = new Set(routes.filter(({ isControl }) => isControl).flatMap(({ paths }) => paths))
  return (request, response, next) => {
    const { trace, recorder } = contextOf(request)
    const { traceId, parentId } = trace
    if (parentId !== undefined && !trace.sampled) return next()
    const startedAt = clock.now()
    const begun = clock.monotonic()
    const spanId = randomId(8)
    response.once('close', () => {
      const { method, route } = told(request)
      if (route !== undefined && watched.has(route)) return
      const status = response.headersSent ? response.statusCode : undefined
      const result = resultOf(response)
      const attributes = {
        'http.request.method': method,
        ...(route !== undefined && { 'http.route': route }),
        ...(status !== undefined && { 'http.response.status_code': status }),
        ...(result !== undefined && { 'jwt_sandbox.result': result }),
      }
      const name = route === undefined ? method : `${method} ${route}`
      const tookMs = clock.monotonic() - begun
      const events = eventsOf(recorder.recording, startedAt)
      const hasFailed = status === undefined || status >= 500
      add({ traceId, spanId, parentId, name, startedAt, tookMs, attributes, events, hasFailed })
    })
    next()
  }
}

/** A long play has more steps than anybody looks at. */
const MOST_EVENTS = 50

/** Of each step what it was, and which check decided; what it is about may name a person. */
const eventsOf = (recording: Recording | undefined, startedAt: number): SpanEvent[] =>
  (recording?.steps ?? []).slice(0, MOST_EVENTS).map(({ verb, ms, checks = [] }) => {
    const failed = checks.find(({ outcome }) => outcome === 'failed')
    return { name: verb, at: startedAt + ms, attributes: failed ? { check: failed.check } : {} }
  })
