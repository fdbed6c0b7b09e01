import type { Request, Response } from 'express'
import { contextOf } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import { jsonText } from '../http/pretty.ts'
import { sendJson } from '../http/send.ts'
import { sayEffect, type Effect } from './effect.ts'
import { rewriteAnswer } from './rewrite-answer.ts'
import { MAX_FAULT_WAITS, type FaultWaits } from './fault-waits.ts'
import { spoilKeys, type EarlierKeySets, type SpoiledKey, type PublishedKeys } from './key-faults.ts'

/** Nobody waits longer than this for an answer that does not come; the connection ends then. Milliseconds. */
const LONGEST_HANG = 600_000

export interface MetFault {
  effect: Effect
  /** Where those wait who are told to. */
  waits: FaultWaits
  /** The keys of this process, where it publishes some. */
  keys: PublishedKeys | undefined
  /** Its key sets as they were when the fault was set. */
  earlier: EarlierKeySets | undefined
  /** Aborted when the fault is taken back: requests that wait go on to the real answer then. */
  over: AbortSignal | undefined
}

/**
 * Lets a request meet its fault: the real handlers answer where the fault is in their answer, and not otherwise.
 * @throws Problem where it was told to answer one
 */
export async function meetFault(
  fault: MetFault,
  request: Request,
  response: Response,
): Promise<'answered' | 'goes on'> {
  const { effect, over } = fault
  const { recorder } = contextOf(request)
  recorder.step({ verb: 'is-told', what: sayEffect(effect) })
  const times = [...(effect.delay === undefined ? [] : [effect.delay]), ...(effect.hang ? [LONGEST_HANG] : [])]
  for (const milliseconds of times) {
    const end = await fault.waits.wait(milliseconds, response, over)
    if (end === 'full') throw told(503, { 'retry-after': '1' }, TOO_MANY_WAIT)
    if (end === 'gone') return 'answered'
    if (end === 'taken back') {
      recorder.step({ verb: 'is-told', what: 'wait no longer and give the real answer' })
      return 'goes on'
    }
  }
  if (effect.hang) {
    request.socket.destroy()
    return 'answered'
  }
  if (effect.reset) {
    request.socket.destroy()
    return 'answered'
  }
  const own = ownAnswer(effect)
  if (own) {
    own(response)
    return 'answered'
  }
  changeAnswer(fault, request, response)
  return 'goes on'
}

/** An answer in place of the real one. */
function ownAnswer({
  status,
  body,
  headers = {},
  empty,
  html,
  limit,
}: Effect): ((response: Response) => void) | undefined {
  if (status !== undefined) {
    return (response) => {
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
      if (body === undefined && Object.keys(headers).length === 0) throw told(status)
      if (typeof body !== 'string') return sendJson(response, status, body === undefined ? {} : body, typeOf(response))
      response.status(status)
      if (!response.hasHeader('content-type')) response.setHeader('content-type', 'text/plain; charset=utf-8')
      response.end(body)
    }
  }
  if (limit !== undefined) {
    const seconds = String(Math.ceil(limit / 1000))
    return () => {
      throw told(429, { 'retry-after': seconds })
    }
  }
  if (empty) return (response) => void response.status(200).end()
  if (html)
    return (response) =>
      void response.status(200).setHeader('content-type', 'text/html; charset=utf-8').end(PORTAL_PAGE)
  return undefined
}

/** Undefined where it has none yet. */
function typeOf(response: Response): string | undefined {
  const type = response.getHeader('content-type')
  return typeof type === 'string' ? type : undefined
}

const anotherType = (type = '') => (type.startsWith('text/') ? 'application/octet-stream' : 'text/plain; charset=utf-8')

const told = (
  status: number,
  headers: Record<string, string> = {},
  why = `This process was told to answer ${status}: GET /control says what is set.`,
) => new Problem('injected-fault', why, { status, headers })

const TOO_MANY_WAIT = `This process was told to let requests wait, and ${MAX_FAULT_WAITS} do already: GET /control says what is set.`

/** As a proxy in between sends it. */
const PORTAL_PAGE =
  '<!doctype html><html lang="en"><title>Welcome</title><h1>Please sign in to use this network</h1></html>\n'

/** The real answer, not as it was. */
function changeAnswer({ effect, keys: published, earlier }: MetFault, request: Request, response: Response): void {
  const { truncated, wrongType, issuer, keys, kid } = effect
  if (truncated) {
    rewriteAnswer(request, response, ({ body }) => {
      response.setHeader('content-length', Math.max(body.length, 2))
      response.flushHeaders()
      response.write(body.subarray(0, Math.floor(body.length / 2)), () => request.socket.destroy())
      return undefined
    })
  } else if (wrongType) {
    rewriteAnswer(request, response, ({ body }) => {
      response.setHeader('content-type', anotherType(typeOf(response)))
      return body
    })
  } else if (issuer !== undefined) {
    rewriteJson(request, response, (metadata) => ('issuer' in metadata ? { ...metadata, issuer } : metadata))
  } else if (keys !== undefined) {
    rewriteJson(request, response, (set) => {
      if (!('keys' in set) || !Array.isArray(set.keys)) return set
      const signing = published?.signing() ?? new Set()
      const fault = { kind: keys, kid, signing, earlier: earlier?.(request.path) }
      return { ...set, keys: spoilKeys(set.keys as SpoiledKey[], fault) } // published by this process itself
    })
  }
}

/** A good answer that is a JSON object; any other goes out as it is. */
function rewriteJson(request: Request, response: Response, change: (value: object) => object): void {
  rewriteAnswer(request, response, ({ status, body }) => {
    if (status !== 200 || response.getHeader('content-type') !== 'application/json') return body
    const value: unknown = JSON.parse(body.toString()) // as sendJson wrote it
    return typeof value === 'object' && value !== null ? Buffer.from(jsonText(request, change(value))) : body
  })
}
