import type { Dispatcher } from 'undici'
import type { Clock } from '../clock.ts'
import { shareNothing, writeTraceparent, writeTracestate } from '../trace/context.ts'
import type { RequestContext } from '../trace/request-context.ts'
import { ANSWER_BOUNDS, type AnswerKind } from './answer-bounds.ts'
import { AnswersTooLarge } from './answers-in-memory.ts'
import { collectAnswer } from './collect-answer.ts'
import { ALONE_HEADER, TIMEOUT_HEADER } from './context.ts'
import { HEADER_RULES } from './explicit.ts'
import { createPeerConnector, type GuestTrust } from './peer-connector.ts'
import { ConnectTimeoutError, Pool } from './pool.ts'
import { Problem } from './problem.ts'
import { readInTurn, type PeerAnswer } from './read-peer-answer.ts'

export type { PeerAnswer }

/** Another process of the sandbox, called over TLS with connections that are kept. */
export interface Peer {
  readonly name: string
  /** Where it is: `https://host:port`. */
  readonly origin: string
  /** The path below which its routes stand: '', or '/tenant'. */
  readonly base: string
  /**
   * @throws Problem peer-unreachable, peer-timeout, peer-garbled
   */
  call(request: PeerRequest, context: RequestContext, spanId: string): Promise<PeerAnswer>
  close(): Promise<void>
}

export interface PeerRequest {
  method: 'GET' | 'POST' | 'DELETE'
  path: string
  /** Several values: a header that appears several times. */
  headers?: Record<string, string | string[]>
  /** Sent as JSON. */
  body?: unknown
  /** Sent as application/x-www-form-urlencoded, in place of a body. */
  form?: Record<string, string>
  /** What is expected, and so how large it may be. Absent: something short, as a token or a verdict. */
  expects?: AnswerKind
}

export interface PeerSettings {
  name: string
  /** Who calls, as it stands in the User-Agent: whoever watches a process sees who asked. */
  caller: string
  /** `https:`, and `http:` for a service of somebody else on this machine. */
  url: URL
  /** What says where it is: SERVICEB_URL. */
  setting: string
  /** The trust anchor; a function, where it may be renewed meanwhile. */
  ca: string | (() => string)
  /** There: a service of somebody else, whose certificate is not of the sandbox. */
  guest?: GuestTrust | undefined
  /** HOST, which all share. */
  host: string
  timeoutMilliseconds: number
  clock: Clock
}

/** Of the time that the caller waits, this part is left to the callee's own calls: so it can name who is at fault. */
const CALLEE_SHARE = 0.9
const CONNECTIONS = 64

export function createPeer(settings: PeerSettings): Peer {
  const { name, caller, url, ca, guest, host, timeoutMilliseconds, clock } = settings
  const pool = new Pool(url.origin, {
    connections: CONNECTIONS,
    connect: createPeerConnector({
      name,
      ca: typeof ca === 'string' ? () => ca : ca,
      hostname: url.hostname,
      host,
      timeoutMilliseconds,
      guest,
    }),
    ...HEADER_RULES,
    keepAliveTimeout: 4000,
    headersTimeout: 0, // each call has a time of its own, for all of it
    bodyTimeout: 0,
  })

  return {
    name,
    origin: url.origin,
    base: url.pathname.replace(/\/$/, ''),
    async call(request, context, spanId) {
      const milliseconds = Math.min(timeoutMilliseconds, context.deadline - clock.monotonic())
      const bounds = ANSWER_BOUNDS[request.expects ?? 'short']
      const underWay = collectAnswer(
        pool,
        dispatchOptions(request, {
          'user-agent': caller,
          traceparent: writeTraceparent(context.trace, spanId),
          ...writeTracestate(context.trace),
          [TIMEOUT_HEADER]: String(Math.max(0, Math.floor(milliseconds * CALLEE_SHARE))),
        }),
        bounds.bytes,
      )
      const stop = clock.every(Math.max(0, milliseconds), () => underWay.giveUp(TIME_IS_UP))
      try {
        const answer = await readInTurn(underWay, bounds)
        if (answer.headers[ALONE_HEADER] !== undefined) shareNothing(context.trace)
        return answer
      } catch (error) {
        throw explainFailure(error, settings, milliseconds)
      } finally {
        stop()
        underWay.leave()
      }
    },
    close: () => pool.destroy(),
  }
}

const TIME_IS_UP = new Error('the time is up')

function dispatchOptions(request: PeerRequest, own: Record<string, string>): Dispatcher.DispatchOptions {
  const { method, path, headers } = request
  const content = contentOf(request)
  return {
    method,
    path,
    headers: { accept: 'application/json', ...(content && { 'content-type': content.type }), ...headers, ...own },
    body: content ? content.text : null,
  }
}

function contentOf({ body, form }: PeerRequest): { type: string; text: string } | undefined {
  if (form) return { type: 'application/x-www-form-urlencoded', text: new URLSearchParams(form).toString() }
  return body === undefined ? undefined : { type: 'application/json', text: JSON.stringify(body) }
}

function explainFailure(error: unknown, { name, url, setting, guest }: PeerSettings, milliseconds: number): Problem {
  const members = { peer: name }
  if (error === TIME_IS_UP || error instanceof ConnectTimeoutError) {
    return new Problem('peer-timeout', `${name} did not answer within ${Math.round(milliseconds)} ms.`, { members })
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const cause = { members, cause: error }
  if (error instanceof Error && error.name === 'NotStrictJson') {
    return new Problem('peer-garbled', `${name} answered JSON that cannot be read.`, cause)
  }
  if (error instanceof AnswersTooLarge) return new Problem('peer-garbled', `${name} answered too much.`, cause)
  const detail = `${name} cannot be reached at ${url.host}: ${describe(code, guest && setting)} ${setting} says where it is.`
  return new Problem('peer-unreachable', detail, cause)
}

/** @param guestSetting of a service of somebody else: what says where that is */
function describe(code: string, guestSetting: string | undefined): string {
  if (!CERTIFICATE_FAULT.test(code)) return `${FAULTS[code] ?? `the connection failed${code && ` (${code})`}`}.`
  if (guestSetting !== undefined) {
    const fault = WRONG_CERTIFICATES[code] ?? 'is not of the authority that was said'
    return `its certificate ${fault}, so nothing was sent. ${guestSetting.replace(/URL$/, 'CA')} says whose it is.`
  }
  const what = WRONG_CERTIFICATES[code] ?? 'is not of the authority of this sandbox'
  return `its certificate ${what}, so nothing was sent. GET /control there says whether it was told to show such a one.`
}

/** What the platform says where a certificate is not believed. */
export const CERTIFICATE_FAULT = /^(?:ERR_TLS_CERT|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|INVALID_|ERR_SSL)/

/** What else is wrong with one is that another authority has signed it, or nobody. */
const WRONG_CERTIFICATES: Record<string, string> = {
  CERT_HAS_EXPIRED: 'has expired',
  CERT_NOT_YET_VALID: 'is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'is that of another name',
}

const FAULTS: Record<string, string> = {
  ECONNREFUSED: 'nobody listens there (is it running?)',
  ECONNRESET: 'it closed the connection without an answer',
  EPIPE: 'it closed the connection without an answer',
  UND_ERR_SOCKET: 'it closed the connection without an answer',
  ANSWER_CUT: 'it closed the connection in the middle of its answer',
  ENOTFOUND: 'the host name is unknown',
}
