import type { RequestListener } from 'node:http'
import { randomId } from '../trace/context.ts'
import { STATUS_CODES } from './node-http.ts'
import { Problem, PROBLEM_JSON, problemBody } from './problem.ts'

// What is answered without the app: as long as there is none, and to what it could not even be shown.

/** What Node could not even parse: too large, too slow, or no HTTP. An answer as it goes over the wire. */
export function answerUnreadable(code: string | undefined): string {
  const [status, title] = PARSER_FAULTS[code ?? ''] ?? [400, 'The request is not HTTP that this process can read']
  return rawProblem(status, title)
}

/** To whoever speaks HTTP where TLS is spoken. */
export const answerWithoutTls = (port: number): string =>
  rawProblem(400, `This port speaks TLS: use https://localhost:${port} instead of http`)

/** A problem from below the place where problems become answers: there is no request, or none that counts. */
function rawProblem(status: number, title: string): string {
  const body = `${JSON.stringify({ type: 'urn:jwt-sandbox:problem:invalid-input', title, status })}\n`
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    `content-type: ${PROBLEM_JSON}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  return `${head.join('\r\n')}\r\n\r\n${body}`
}

export const TOO_MANY_HEADERS = 'too many headers'
export const NOT_CHUNKED = 'not chunked'
export const NO_TUNNEL = 'no tunnel'

const PARSER_FAULTS: Record<string, [status: number, title: string]> = {
  HPE_HEADER_OVERFLOW: [431, 'The headers are larger than 16 KB'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not arrive in time'],
  [NOT_CHUNKED]: [501, 'The body has a transfer coding other than chunked'], // RFC 9112 §6.1
  [NO_TUNNEL]: [405, 'This is not a proxy: there is no CONNECT'],
  [TOO_MANY_HEADERS]: [431, 'The request has more than 100 headers'],
}

/** Answers what no app has seen. */
const comeAgain =
  (detail: string): RequestListener =>
  (_request, response) => {
    const problem = new Problem('cannot-decide', detail)
    response.writeHead(503, { 'content-type': PROBLEM_JSON, 'cache-control': 'no-store', 'retry-after': '1' })
    response.end(`${JSON.stringify(problemBody(problem, '/', randomId(16)))}\n`)
  }

/** While a process has its ports, and not yet its keys. */
export const notYet = comeAgain('This process is starting. Ask again in a moment.')

/** While too many large bodies wait, or too many requests. */
export const tooBusy = comeAgain('Too many ask at the moment. Ask again in a moment.')
