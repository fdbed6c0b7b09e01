import type { IncomingMessage } from 'node:http'
import type { Clock } from '../clock.ts'
import { shareNothing, readTraceparent, readTracestate, type TraceContext, type Trouble } from '../trace/context.ts'
import { silent, type Traces } from '../trace/recorder.ts'
import type { RequestContext } from '../trace/request-context.ts'
import { isLoopback } from './loopback.ts'

/** Tells the callee how long its caller will wait, so that the one who knows the cause answers before that. */
export const TIMEOUT_HEADER = 'x-request-timeout-ms'

/** Tells the caller that a fault is set for this trace alone: what came of it is not for others. */
export const ALONE_HEADER = 'x-jwt-sandbox-alone'

const contexts = new WeakMap<IncomingMessage, RequestContext>()

/**
 * Makes the context of a request: the frame of every app does, before anything else.
 * @param takesTrouble whether a play may bring trouble along: not where the control plane is off
 */
export function openContext(
  request: IncomingMessage,
  traces: Pick<Traces, 'record'>,
  clock: Clock,
  takesTrouble = false,
): RequestContext {
  const trace = readTraceparent(one(request.headers['traceparent']))
  const { tracestate } = request.headers
  if (tracestate !== undefined) {
    const {
      holdsTokens = false,
      byTool,
      trouble,
      alone,
      lesson,
      policies,
      gateway,
      login,
    } = readTracestate(one(tracestate))
    // Whoever is not on this machine could not read them, so they are not held either.
    if (holdsTokens && isLoopback(request.socket.remoteAddress)) trace.holdsTokens = true
    if (byTool !== undefined) trace.byTool = byTool
    if (lesson !== undefined) trace.lesson = lesson // those of the sandbox alone go by it
    if (policies !== undefined) trace.policies = policies
    if (gateway !== undefined) trace.gateway = gateway
    if (login !== undefined) trace.login = login
    if (takesTrouble) {
      if (alone !== undefined) trace.alone = alone
      if (trouble !== undefined) bringTrouble(trace, trouble)
    }
  }
  const recorder = trace.sampled ? traces.record(trace.traceId, trace.parentId, trace.holdsTokens) : silent
  const context = { trace, recorder, deadline: readDeadline(request, clock) }
  contexts.set(request, context)
  return context
}

/** Lets something go wrong for this trace. What services keep would hide it, so they keep nothing for it. */
export function bringTrouble(trace: TraceContext, trouble: Trouble): void {
  trace.trouble = trouble // it travels with the trace, so there is nothing to take back
  shareNothing(trace)
}

export function contextOf(request: IncomingMessage): RequestContext {
  const context = contexts.get(request)
  if (!context) throw new Error('the request came by no app of createApp: it has no context')
  return context
}

/** Turns recording on for a play that asks for it (`?trace=1`). */
export function startTrace(request: IncomingMessage, traces: Traces): RequestContext {
  const context = contextOf(request)
  if (context.recorder.isOn) return context
  context.trace.sampled = true
  const { traceId, parentId, holdsTokens } = context.trace
  context.recorder = traces.record(traceId, parentId, holdsTokens)
  return context
}

function readDeadline(request: IncomingMessage, clock: Clock): number {
  const text = one(request.headers[TIMEOUT_HEADER])
  return text !== undefined && /^\d{1,7}$/.test(text) ? deadlineIn(Number(text), clock) : Infinity
}

/** Node hands out a list for one header only, and that is none of these. */
const one = (value: string | string[] | undefined) => (typeof value === 'string' ? value : undefined)

/** @returns the deadline of a request that may take so many milliseconds from now */
export const deadlineIn = (milliseconds: number, clock: Clock): number => clock.monotonic() + milliseconds
