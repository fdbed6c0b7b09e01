import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express'
import { errorText } from '../error-text.ts'
import { FileUnavailable } from '../files/file-trouble.ts'
import { KeyRefused, KeysUnavailable, TooManyKeys } from '../keys/key-errors.ts'
import type { Log } from '../log.ts'
import { StoreUnavailable } from '../store/store.ts'
import { redact } from '../token/redact.ts'
import type { Pages } from '../page/pages.ts'
import { wantsPage } from '../page/wants-page.ts'
import { contextOf } from './context.ts'
import { STATUS_CODES } from './node-http.ts'
import { Problem, PROBLEM_JSON, problemBody } from './problem.ts'
import { sendJson } from './send.ts'

/** How some routes write a problem in place of application/problem+json. It is about the form alone. */
export type ErrorShape = (problem: Problem, request: Request) => ShapedError

export interface ShapedError {
  status: number
  headers: Record<string, string>
  body: unknown
  /** The event and its fields, for operators. */
  log?: { event: string; fields: object }
}

const errorShapes = new WeakMap<Request, ErrorShape>()

/** From here on, errors of this request are written in another shape. */
export function useErrorShape(shape: ErrorShape): RequestHandler {
  return (request, _response, next) => {
    errorShapes.set(request, shape)
    next()
  }
}

export interface ErrorAnswerParts {
  /** The process. */
  name: string
  log: Log
  /** For browsers; where there are none, they get what programs get. */
  pages?: Pages
}

/** The one place where errors become answers: handlers throw. */
export function answerErrors({ name, log, pages }: ErrorAnswerParts): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const problem = toProblem(error)
    const { traceId } = contextOf(request).trace
    if (problem.type === 'bug') log.error({ traceId, err: error }, 'bug')
    if (problem.type === 'cannot-decide') log.warn({ traceId, reason: reasonsOf(error) }, 'cannot-decide')
    if (response.headersSent) return void response.destroy()
    const shape = problem.type === 'bug' ? undefined : errorShapes.get(request)
    if (shape) sendShaped(response, shape(problem, request), log, traceId)
    else if (pages && wantsPage(request))
      void sendProblemPage(pages, response, name, { problem, path: shownPath(request), traceId }).catch(next)
    else sendProblem(response, problem, shownPath(request), traceId)
  }
}

/** For operators: all causes, the last of which says most. What one says in the words of another is said once. */
export function reasonsOf(error: unknown): string {
  const said: string[] = []
  for (let each = error; each !== undefined && said.length < MOST_CAUSES;) {
    said.push(errorText(each).replace(/\.$/, ''))
    each = each instanceof Error ? each.cause : undefined
  }
  const reasons = said.filter((text, at) => !said.some((other, index) => saysMore(other, text, index < at)))
  return reasons.join(': ')
}

const MOST_CAUSES = 10

const saysMore = (other: string, text: string, isBefore: boolean) =>
  other.includes(text) && (isBefore || other.length > text.length)

/** For a person who looks at it in a browser. */
async function sendProblemPage(
  pages: Pages,
  response: Response,
  name: string,
  { problem, path, traceId }: { problem: Problem; path: string; traceId: string },
): Promise<void> {
  const { problemPage } = await import('../page/problem-page.ts')
  for (const [header, value] of Object.entries(problem.headers)) response.setHeader(header, value)
  const { title, detail } = problemBody(problem, '', traceId) as { title: string; detail: string } // two of its members
  const shown = { title, status: problem.status, detail, path, traceId }
  await pages.send(response, problem.status, pages.problem?.(shown) ?? problemPage(name, shown))
}

function sendProblem(response: Response, problem: Problem, path: string, traceId: string): void {
  for (const [name, value] of Object.entries(problem.headers)) response.setHeader(name, value)
  sendJson(response, problem.status, problemBody(problem, path, traceId), PROBLEM_JSON)
}

function sendShaped(response: Response, shaped: ShapedError, log: Log, traceId: string): void {
  if (shaped.log) log.warn({ ...shaped.log.fields, traceId }, shaped.log.event)
  for (const [name, value] of Object.entries(shaped.headers)) response.setHeader(name, value)
  sendJson(response, shaped.status, shaped.body)
}

/**
 * What the rooms throw, as a problem. Whatever cannot answer at the moment, a store or a source of keys, is one that
 * nobody can decide without: fail closed, everywhere.
 */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof StoreUnavailable)
    return laterPerhaps(error.detail ?? 'The store cannot be reached at the moment.', error)
  if (error instanceof KeysUnavailable) return withoutKeys(error)
  if (error instanceof FileUnavailable) return laterPerhaps(`A file cannot be used: ${error.message}.`, error)
  // Keys that callers send are refused where they are read: this is one of our own.
  if (error instanceof KeyRefused) return laterPerhaps(`A key cannot be used: ${error.message}.`, error)
  if (error instanceof TooManyKeys) return withoutRoom(error)
  const status = error instanceof Error && 'status' in error ? error.status : undefined
  if (typeof status !== 'number' || status < 400 || status >= 500)
    return new Problem('bug', 'The log of this process says more, under the trace id.')
  return bodyFault(status)
}

/** Seconds after which it is worth to ask again. */
const RETRY = { 'retry-after': '2' }

const laterPerhaps = (detail: string, cause: Error) => new Problem('cannot-decide', detail, { headers: RETRY, cause })

/** Whoever reads no header is told as well when to come again. */
function withoutRoom({ message, retryAfterSeconds: seconds }: TooManyKeys): Problem {
  if (seconds === undefined) return new Problem('too-many-keys', `No key was made: ${message}.`)
  const detail = `No key was made: ${message}. There is room again in ${inWords(seconds)}.`
  return new Problem('too-many-keys', detail, { headers: { 'retry-after': String(seconds) } })
}

/** Rounded up, in the largest unit of which there are two. */
function inWords(seconds: number): string {
  if (seconds < 120) return `${seconds} s`
  const [minutes, hours] = [seconds / 60, seconds / 3600].map(Math.ceil)
  return seconds < 7200 ? `${minutes} minutes` : `${hours} hours`
}

/** When somebody else had to be asked for the keys, the cause says whose fault it is. */
function withoutKeys(error: KeysUnavailable): Problem {
  const { cause } = error
  const detail = cause instanceof Problem ? cause.detail : `Keys are not available: ${error.message}.`
  const members = cause instanceof Problem ? cause.members : {}
  return new Problem('cannot-decide', detail, { members, headers: RETRY, cause: error })
}

/** Express and its parsers throw errors with a status; below 500 they speak of the request, not of us. */
function bodyFault(status: number): Problem {
  if (status === 413) return new Problem('too-large', 'The body must not be larger than 100 kB.')
  if (status === 415) return new Problem('unsupported-media-type', 'The body must be application/json in UTF-8.')
  const why = STATUS_CODES[status] ?? 'bad request'
  return new Problem('invalid-input', `The request cannot be read: ${why}.`, { status })
}

/** The longest name that a route takes; what is longer may be a token that went astray. */
const MAX_SEGMENT = 64

/** The path alone: a query may hold what should not be repeated, and so may a path that nobody knows. */
export function shownPath(request: Pick<Request, 'originalUrl'>): string {
  const segments = hideSecrets(request.originalUrl.split('?', 1)[0] ?? '').split('/')
  const path = segments.map((segment) => shorten(segment, MAX_SEGMENT)).join('/')
  return shorten(path, 200)
}

/** Also where they are spelled with percent signs: a key in PEM cannot stand in a path in another way. */
function hideSecrets(path: string): string {
  const read = path.replace(ENCODED, decodeLeniently)
  const hidden = redact(read)
  return hidden === read ? redact(path) : hidden.replace(CONTROLS, ' ')
}

const ENCODED = /(?:%[0-9a-f]{2})+/gi
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}]/gu

function decodeLeniently(piece: string): string {
  try {
    return decodeURIComponent(piece)
  } catch {
    return piece // no UTF-8
  }
}

const shorten = (text: string, length: number) => (text.length > length ? `${text.slice(0, length)}…` : text)
