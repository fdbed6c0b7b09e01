import { Pool, errors, type Dispatcher } from 'undici'
import type { Clock } from '../clock.ts'
import { writeTraceparent } from '../trace/context.ts'
import { MAX_DEPTH, parseStrictJsonText } from '../token/strict-json.ts'
import type { RequestContext } from '../trace/request-context.ts'
import { TIMEOUT_HEADER } from './context.ts'
import { Problem } from './problem.ts'

/** Another process of the sandbox, called over TLS with connections that are kept. */
export interface Peer {
  readonly name: string
  /** Where it is: `https://host:port`. */
  readonly origin: string
  /**
   * @throws Problem peer-unreachable, peer-timeout, peer-garbled
   */
  call(request: PeerRequest, context: RequestContext, spanId: string): Promise<PeerAnswer>
  close(): Promise<void>
}

export interface PeerRequest {
  method: 'GET' | 'POST' | 'DELETE'
  path: string
  headers?: Record<string, string>
  /** Sent as JSON. */
  body?: unknown
  /** Sent as application/x-www-form-urlencoded, in place of a body. */
  form?: Record<string, string>
}

export interface PeerAnswer {
  status: number
  /** For media types that are JSON, the value; otherwise the text. */
  body: unknown
  type: string
  headers: AnswerHeaders
}

/** The headers that somebody here reads. */
export interface AnswerHeaders {
  etag?: string
  'cache-control'?: string
  /** How long a cache between has kept it already, in seconds (RFC 9111 §5.1). */
  age?: string
  /** All of them, one behind the other (RFC 9110 §11.6.1). */
  'www-authenticate'?: string
  /** When to ask again, in seconds (RFC 9110 §10.2.3). */
  'retry-after'?: string
}

export interface PeerSettings {
  name: string
  /** `https:` only. */
  url: URL
  /** The trust anchor; nothing else is trusted, the machine's own list neither. */
  ca: string
  timeoutMilliseconds: number
  clock: Clock
}

/** Of the time that the caller waits, this part is left to the callee's own calls: so it can name who is at fault. */
const CALLEE_SHARE = 0.9
/** What a peer may answer: the largest that any of ours can (tests/bounds.test.ts). */
export const MAX_ANSWER_BYTES = 1_000_000
/** A verdict or a trace has the claims of a token in it, some levels deeper. */
export const MAX_ANSWER_DEPTH = MAX_DEPTH + 16
const CONNECTIONS = 64

export function createPeer({ name, url, ca, timeoutMilliseconds, clock }: PeerSettings): Peer {
  const pool = new Pool(url.origin, {
    connections: CONNECTIONS,
    // The certificate must say the name of the process, not of the host: on one machine all are "localhost", and C
    // with its own good certificate is still not B. Said explicitly, for the environment can turn the check off.
    connect: { ca, servername: name, rejectUnauthorized: true, timeout: timeoutMilliseconds },
    maxResponseSize: MAX_ANSWER_BYTES,
    keepAliveTimeout: 4000,
  })

  return {
    name,
    origin: url.origin,
    async call(request, context, spanId) {
      const milliseconds = Math.min(timeoutMilliseconds, context.deadline - clock.monotonic())
      const timer = new AbortController()
      // undici heeds the signal only once it is connected, so the time is watched here too.
      const { promise: timeIsUp, reject } = Promise.withResolvers<never>()
      const giveUp = () => {
        timer.abort(TIME_IS_UP)
        reject(TIME_IS_UP)
      }
      const stop = clock.every(Math.max(0, milliseconds), giveUp)
      try {
        const answer = sendRequest(
          pool,
          request,
          {
            traceparent: writeTraceparent(context.trace, spanId),
            [TIMEOUT_HEADER]: String(Math.max(0, Math.floor(milliseconds * CALLEE_SHARE))),
          },
          timer.signal,
        )
        return await Promise.race([answer, timeIsUp])
      } catch (error) {
        throw explainFailure(error, name, url, milliseconds)
      } finally {
        stop()
      }
    },
    close: () => pool.destroy(),
  }
}

const TIME_IS_UP = Symbol('time is up')

async function sendRequest(
  pool: Pool,
  request: PeerRequest,
  own: Record<string, string>,
  signal: AbortSignal,
): Promise<PeerAnswer> {
  const content = contentOf(request)
  const { statusCode, headers, body }: Dispatcher.ResponseData = await pool.request({
    method: request.method,
    path: request.path,
    headers: {
      accept: 'application/json',
      ...(content && { 'content-type': content.type }),
      ...request.headers,
      ...own,
    },
    body: content ? content.text : null,
    signal,
  })
  const text = await body.text()
  const type = mediaType(headers['content-type'])
  return {
    status: statusCode,
    type,
    body: isJson(type) ? parseStrictJsonText(text, MAX_ANSWER_DEPTH) : text,
    headers: readHeaders(headers),
  }
}

function contentOf({ body, form }: PeerRequest): { type: string; text: string } | undefined {
  if (form) return { type: 'application/x-www-form-urlencoded', text: new URLSearchParams(form).toString() }
  return body === undefined ? undefined : { type: 'application/json', text: JSON.stringify(body) }
}

function readHeaders(headers: Dispatcher.ResponseData['headers']): AnswerHeaders {
  const { etag, age, 'cache-control': cacheControl, 'www-authenticate': challenges, 'retry-after': later } = headers
  return {
    ...(typeof etag === 'string' && { etag }),
    // One that came twice is a list (RFC 9110 §5.3).
    ...(age !== undefined && { age: String(age) }),
    ...(cacheControl !== undefined && { 'cache-control': String(cacheControl) }),
    ...(typeof later === 'string' && { 'retry-after': later }),
    ...(challenges !== undefined && { 'www-authenticate': [challenges].flat().join(', ') }),
  }
}

export function mediaType(header: string | string[] | undefined): string {
  const [first = ''] = [header].flat()
  return (first.split(';', 1)[0] ?? '').trim().toLowerCase()
}

const isJson = (type: string) => type === 'application/json' || type.endsWith('+json')

function explainFailure(error: unknown, name: string, { host }: URL, milliseconds: number): Problem {
  const members = { peer: name }
  if (error === TIME_IS_UP || error instanceof errors.ConnectTimeoutError) {
    return new Problem('peer-timeout', `${name} did not answer within ${Math.round(milliseconds)} ms.`, { members })
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const cause = { members, cause: error }
  if (error instanceof Error && error.name === 'NotStrictJson') {
    return new Problem('peer-garbled', `${name} answered JSON that cannot be read.`, cause)
  }
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return new Problem('peer-garbled', `${name} answered too much.`, cause)
  return new Problem('peer-unreachable', `${name} cannot be reached at ${host}: ${describe(code)}.`, cause)
}

function describe(code: string): string {
  if (CERTIFICATE_FAULT.test(code))
    return 'its certificate is not the one of this process in this sandbox, so nothing was sent'
  return FAULTS[code] ?? 'the connection failed'
}

const CERTIFICATE_FAULT = /^(?:ERR_TLS_CERT|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|INVALID_|ERR_SSL)/

const FAULTS: Record<string, string> = {
  ECONNREFUSED: 'nobody listens there (is it running?)',
  ECONNRESET: 'it closed the connection without an answer',
  UND_ERR_SOCKET: 'it closed the connection without an answer',
  ENOTFOUND: 'the host name is unknown',
}
