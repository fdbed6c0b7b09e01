import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { shownPath } from '../answer-errors.ts'
import { withoutAuthority } from './absolute-target.ts'
import { sayLastWord } from '../last-word.ts'
import { STATUS_CODES } from '../node-http.ts'
import { Problem, PROBLEM_JSON, problemBody } from '../problem.ts'
import type { RequestContext } from '../../trace/request-context.ts'

/** An answer of a proxy itself, as a dialect words it. */
export interface OwnAnswer {
  status: number
  headers: Readonly<Record<string, string | readonly string[]>>
  body: string
  /** Nothing is added to its headers but what frames it: a dialect answers as its system does. */
  isWhole?: true
}

/** Unless it is whole, no cache keeps it. */
const answerFields = ({ headers, isWhole, body }: OwnAnswer) => ({
  ...(isWhole ? {} : { 'cache-control': 'no-store' }),
  ...headers,
  'content-length': Buffer.byteLength(body),
})

/** As text, in the words of the original. */
export const wordsAnswer = (status: number, body: string): OwnAnswer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body,
})

/** As problem+json (RFC 9457). */
export function problemSaid(problem: Problem, request: IncomingMessage, { trace }: RequestContext): OwnAnswer {
  const path = shownPath({ originalUrl: withoutAuthority(request.url ?? '/') })
  return {
    status: problem.status,
    headers: { 'content-type': PROBLEM_JSON, ...problem.headers },
    body: `${JSON.stringify(problemBody(problem, path, trace.traceId))}\n`,
  }
}

/** What the client still sends of its body is not waited for. */
export function sendAnswer(response: ServerResponse, answer: OwnAnswer): void {
  const { req: request } = response
  if (!request.complete && sendsBody(request)) response.setHeader('connection', 'close')
  response.writeHead(answer.status, answerFields(answer) as OutgoingHttpHeaders) // Node reads a list, and does not change it
  response.end(request.method === 'HEAD' ? undefined : answer.body)
}

const sendsBody = ({ headers }: IncomingMessage) =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

/** The same to a request that wanted to change the protocol, or a tunnel: there is no response object, and it is the last word. */
export function sayAnswer(socket: Duplex, answer: OwnAnswer): void {
  const { status, body } = answer
  const fields = Object.entries<string | number | readonly string[]>({ ...answerFields(answer), connection: 'close' })
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    ...fields.flatMap(([name, value]) => [value].flat().map((each) => `${name}: ${String(each)}`)),
  ]
  sayLastWord(socket, `${head.join('\r\n')}\r\n\r\n${body}`)
}
