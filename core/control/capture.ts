import type { Request, Response } from 'express'
import type { Clock } from '../clock.ts'
import { shownPath } from '../http/answer-errors.ts'
import { keptBody, shownBody } from './captured-body.ts'

/** A request as it was seen. */
export interface CapturedRequest {
  /** When, by the clock of the machine (ISO 8601). */
  at: string
  /** The name of the route. */
  on: string
  /** Who asked: the first word of the User-Agent. */
  from?: string
  method: string
  path: string
  traceId: string
  /** The caller's step that led here, where its trace is recorded. */
  parentId?: string
  /** Parameters of the body by name; those that may be a secret are named, and not shown. */
  body?: Record<string, unknown>
  /** Undefined while there is no answer; 0 when the connection ended without one. */
  status?: number
  /** The fault that it met. */
  fault?: string
}

export interface CaptureFilter {
  on?: string | undefined
  from?: string | undefined
  trace?: string | undefined
}

/** The last requests of this process, in memory and bounded in bytes. */
export interface Capture {
  /** @returns what takes down the fault that the request meets */
  record(
    request: Request,
    response: Response,
    seen: Pick<KeptRequest, 'on' | 'from' | 'traceId' | 'parentId'>,
  ): KeptRequest
  /** @param last so many at most, the last ones */
  list(filter: CaptureFilter, last?: number): CapturedRequest[]
  /**
   * How many there were since the start or the last `clear`, those included that are not kept any more; of a trace, how
   * many are kept.
   */
  count(filter: CaptureFilter): number
  clear(): void
}

/** All of them together, and how many there are at most. */
export const CAPTURE_LIMITS = { bytes: 1_000_000, requests: 2000 }

/** What a request is counted with beside its texts, about. */
const ENTRY = 400

export interface KeptRequest {
  at: number
  on: string
  from: string | undefined
  request: Pick<Request, 'method' | 'originalUrl'>
  traceId: string
  parentId?: string | undefined
  /** As JSON: a text of its own. Parts of the texts that came would keep all of them in memory. */
  body?: string
  status?: number
  fault?: string
  size: number
  isGone?: true
}

/** Callers beyond the bound are counted as one; no name of a caller has a space. */
const OTHERS = 'all others'

export function createCapture(clock: Clock, limits = CAPTURE_LIMITS): Capture {
  let kept: KeptRequest[] = []
  let bytes = 0
  /** By route and caller, for counts that outlive what is kept; a stranger can invent callers, so there is a bound. */
  let counts = new Map<string, number>()

  function makeRoom(): void {
    if (bytes <= limits.bytes && kept.length <= limits.requests) return
    const before = kept.length
    let at = 0
    // A tenth at once: to move the whole list for each request would be slow.
    for (const one of kept) {
      if (at >= before / 10 && bytes <= limits.bytes) break
      bytes -= one.size
      one.isGone = true
      at++
    }
    kept = kept.slice(at)
  }

  function countOne(on: string, from = ''): void {
    const name = `${on} ${from}`
    const counted = counts.has(name) || counts.size < MAX_COUNTS ? name : `${on} ${OTHERS}`
    counts.set(counted, (counts.get(counted) ?? 0) + 1)
  }

  const fits =
    ({ on, from, trace }: CaptureFilter) =>
    (one: KeptRequest) =>
      (on === undefined || on === one.on) &&
      (from === undefined || from === one.from) &&
      (trace === undefined || trace === one.traceId)

  return {
    record({ method, originalUrl }, response, { on, from, traceId, parentId }) {
      const size = ENTRY + 2 * originalUrl.length
      const one: KeptRequest = { at: clock.now(), on, from, request: { method, originalUrl }, traceId, parentId, size }
      kept.push(one)
      bytes += size
      countOne(on, from)
      makeRoom()
      response.prependListener('prefinish', () => {
        one.status = response.statusCode
        const { body } = response.req
        if (typeof body !== 'object' || body === null || body instanceof Uint8Array) return
        one.body = keptBody(body)
        const more = 2 * one.body.length
        one.size += more
        if (one.isGone) return
        bytes += more
        makeRoom()
      })
      response.on('close', () => (one.status ??= 0))
      return one
    },
    list: (filter, last = Infinity) => kept.filter(fits(filter)).slice(-last).map(shownRequest),
    count: ({ on, from, trace }) => {
      if (trace !== undefined) return kept.filter(fits({ on, from, trace })).length
      return counts.entries().reduce((sum, [name, count]) => {
        const [route, caller] = name.split(' ')
        return (on === undefined || on === route) && (from === undefined || from === caller) ? sum + count : sum
      }, 0)
    },
    clear() {
      for (const one of kept) one.isGone = true
      kept = []
      bytes = 0
      counts = new Map()
    },
  }
}

/** A route and a caller each. */
const MAX_COUNTS = 1000

function shownRequest({ at, on, from, request, traceId, parentId, body, status, fault }: KeptRequest): CapturedRequest {
  return {
    at: new Date(at).toISOString(),
    on,
    ...(from !== undefined && { from }),
    method: request.method,
    path: shownPath(request),
    traceId,
    ...(parentId !== undefined && { parentId }),
    ...(body !== undefined && { body: shownBody(body) }),
    ...(status !== undefined && { status }),
    ...(fault !== undefined && { fault }),
  }
}
