import type { Request } from 'express'
import type { Clock } from '../clock.ts'
import { readTraceparent, type TraceContext } from '../trace/context.ts'
import { silent, type Recorder, type Traces } from '../trace/recorder.ts'

/** What belongs to one request while it is worked on: its trace, and how long it may take. */
export interface RequestContext {
  trace: TraceContext
  recorder: Recorder
  /** When the caller stops waiting, in milliseconds since 1970; Infinity when it did not say. */
  deadline: number
}

/** Tells the callee how long its caller will wait, so that the one who knows the cause answers before that. */
export const TIMEOUT_HEADER = 'x-request-timeout-ms'

const contexts = new WeakMap<Request, RequestContext>()

/** The context of a request, made when it is first asked for. */
export function contextOf(request: Request, parts?: { traces: Traces; clock: Clock }): RequestContext {
  const known = contexts.get(request)
  if (known) return known
  const trace = readTraceparent(request.get('traceparent'))
  const recorder = trace.sampled && parts ? parts.traces.record(trace.traceId, trace.parentId) : silent
  const context = { trace, recorder, deadline: readDeadline(request, parts?.clock) }
  contexts.set(request, context)
  return context
}

/** Turns recording on for a play that asks for it (`?trace=1`). */
export function startTrace(request: Request, parts: { traces: Traces; clock: Clock }): RequestContext {
  const context = contextOf(request, parts)
  if (context.recorder.isOn) return context
  context.trace.sampled = true
  context.recorder = parts.traces.record(context.trace.traceId, context.trace.parentId)
  return context
}

function readDeadline(request: Request, clock: Clock | undefined): number {
  const text = request.get(TIMEOUT_HEADER)
  return clock && text !== undefined && /^\d{1,7}$/.test(text) ? clock.now() + Number(text) : Infinity
}
