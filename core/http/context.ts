import type { Request } from 'express'
import { systemClock } from '../clock.ts'
import { readTraceparent } from '../trace/context.ts'
import { silent, type Traces } from '../trace/recorder.ts'
import type { RequestContext } from '../trace/request-context.ts'

/** Tells the callee how long its caller will wait, so that the one who knows the cause answers before that. */
export const TIMEOUT_HEADER = 'x-request-timeout-ms'

const contexts = new WeakMap<Request, RequestContext>()

/** The context of a request, made when it is first asked for. */
export function contextOf(request: Request, traces?: Traces): RequestContext {
  const known = contexts.get(request)
  if (known) return known
  const trace = readTraceparent(request.get('traceparent'))
  const recorder = trace.sampled && traces ? traces.record(trace.traceId, trace.parentId) : silent
  const context = { trace, recorder, deadline: readDeadline(request) }
  contexts.set(request, context)
  return context
}

/** Turns recording on for a play that asks for it (`?trace=1`). */
export function startTrace(request: Request, traces: Traces): RequestContext {
  const context = contextOf(request, traces)
  if (context.recorder.isOn) return context
  context.trace.sampled = true
  context.recorder = traces.record(context.trace.traceId, context.trace.parentId)
  return context
}

/** How long somebody waits is a matter of this machine, whatever the clock of the sandbox says. */
function readDeadline(request: Request): number {
  const text = request.get(TIMEOUT_HEADER)
  return text !== undefined && /^\d{1,7}$/.test(text) ? deadlineIn(Number(text)) : Infinity
}

/** @returns the deadline of a request that may take so many milliseconds from now */
export const deadlineIn = (milliseconds: number): number => systemClock.monotonic() + milliseconds
