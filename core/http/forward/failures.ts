import type { IncomingMessage, ServerResponse } from 'node:http'
import { readTraceparent } from '../../trace/context.ts'
import { shownPath } from '../answer-errors.ts'
import { CERTIFICATE_FAULT } from '../peer.ts'
import { Problem, PROBLEM_JSON, problemBody } from '../problem.ts'
import { withoutAuthority } from './absolute-target.ts'
import { askedPath } from './request-head.ts'

// What is said when a request cannot be passed on: never where it would have gone.

export const tooLate = (what: TooLate): Problem => new Problem('peer-timeout', LATE[what])

export type TooLate = 'connect' | 'headers' | 'upstreamSilence' | 'total'

const LATE: Record<TooLate, string> = {
  connect: 'There was no connection to the service behind this proxy in time.',
  headers: 'The service behind this proxy did not answer in time.',
  upstreamSilence: 'The service behind this proxy did not take the request in time.',
  total: 'The service behind this proxy took too long.',
}

export const slowClient = (): Problem =>
  new Problem('invalid-input', 'The body of the request did not arrive in time.', { status: 408 })

export const garbledAnswer = (cause?: unknown): Problem =>
  new Problem('peer-garbled', 'The service behind this proxy gave an answer that cannot be read.', { cause })

export const tooManyExchanges = (): Problem =>
  new Problem('too-many-requests', 'Too many ask at the moment. Ask again in a moment.', {
    status: 503,
    headers: { 'retry-after': '1' },
  })

export const endedEarly = (): Problem =>
  new Problem('cannot-decide', 'This was ended before there was an answer.', { headers: { 'retry-after': '1' } })

/** A head that cannot be written down: whoever has set a field is at fault, not who is called. */
export const ourFault = (cause: unknown): Problem => new Problem('bug', 'The request cannot be passed on.', { cause })

/** What the platform says of a connection, or of what came over it. */
export function whyUnreachable(error: unknown): Problem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (isNoAnswer(error, code)) return garbledAnswer(error)
  if (code === 'ETIMEDOUT') return new Problem('peer-timeout', LATE.connect, { cause: error })
  const what = CERTIFICATE_FAULT.test(code)
    ? 'cannot be recognised: its certificate is not one that is believed here'
    : CONNECTION_ENDED.has(code)
      ? 'closed the connection without an answer'
      : 'cannot be reached'
  return new Problem('peer-unreachable', `The service behind this proxy ${what}.`, { cause: error })
}

/** Node's client says `HPE_`; undici also where a head is too long, and where something comes that it has not asked for. */
function isNoAnswer(error: unknown, code: string): boolean {
  if (/^HPE_|^UND_ERR_(?:HEADERS_OVERFLOW|RES_)/.test(code)) return true
  if (!(error instanceof Error)) return false
  return error.name === 'HTTPParserError' || (code === 'UND_ERR_SOCKET' && error.message.startsWith('bad '))
}

const CONNECTION_ENDED: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'])

/** As core/http/answer-errors.ts does it for an app. */
export function answerWithProblem(problem: Problem, request: IncomingMessage, response: ServerResponse): void {
  const { traceparent } = request.headers
  const { traceId } = readTraceparent(typeof traceparent === 'string' ? traceparent : undefined)
  const text = `${JSON.stringify(problemBody(problem, shownPath({ originalUrl: withoutAuthority(askedPath(request)) }), traceId))}\n`
  response.writeHead(problem.status, {
    'content-type': PROBLEM_JSON,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    ...problem.headers,
  })
  response.end(text)
}
