import type { Clock } from '#core/clock'
import { Problem } from '#core/http/problem'
import { askPlain } from '#core/http/ask-plain'
import { isObject } from '#core/token/claims'
import { writeTraceparent, writeTracestate, GATEWAY_LESSONS, type TraceContext } from '#core/trace/context'
import type { AskProcess } from '../live/ask.ts'
import { partyPort } from '../live/ask-party-port.ts'
import type { ShownGateway } from '../pages/gateway/gateway-state.ts'

export interface AskGatewaysParts {
  ask: AskProcess
  machine: Clock
}

export interface GatewayQuestion {
  method?: string
  path: string
  body?: unknown
  headers?: Record<string, string>
  terms?: string
  trace?: TraceContext
}

/** Gateways are opened when somebody comes. Milliseconds. */
const GATEWAY_PATIENCE = 4000

/** @throws Problem peer-unreachable */
export async function askGatewayPort(
  { ask, machine }: AskGatewaysParts,
  gateway: ShownGateway,
  { method = 'GET', path, body, headers = {}, terms, trace }: GatewayQuestion,
): Promise<{ status: number; text: string; body: unknown }> {
  const port = await partyPort(ask, gateway)
  const lesson = GATEWAY_LESSONS.find((name) => name === terms)
  const words = { traceId: '', parentId: undefined, sampled: false, ...trace, ...(lesson && { gateway: lesson }) }
  const traced = {
    ...(trace && { traceparent: writeTraceparent(trace, trace.parentId ?? '') }),
    ...writeTracestate(words),
  }
  try {
    if (port === undefined) throw new Error('it is not told where it is')
    const question = { host: '127.0.0.1', port, method, path, body, headers: { ...headers, ...traced }, patience: GATEWAY_PATIENCE } // prettier-ignore
    const { status, text } = await askPlain(question, machine)
    return { status, text, body: readJsonText(text) }
  } catch (cause) {
    const detail = 'The gateways cannot be reached: is "neighbours" running? npm run neighbours starts it.'
    throw new Problem('peer-unreachable', detail, { members: { peer: 'neighbours' }, cause })
  }
}

function readJsonText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A list of the Admin API: `{data: […]}`. */
export const dataIn = (body: unknown): Record<string, unknown>[] =>
  isObject(body) && Array.isArray(body['data']) ? body['data'].filter(isObject) : []
