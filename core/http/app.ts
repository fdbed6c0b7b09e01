import { STATUS_CODES } from 'node:http'
import express, { type ErrorRequestHandler, type Express, type Request, type Response } from 'express'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Traces } from '../trace/recorder.ts'
import { redact } from '../token/redact.ts'
import { contextOf } from './context.ts'
import { Problem, PROBLEM_JSON, problemBody } from './problem.ts'

/** What every process hands to its app. */
export interface AppParts {
  name: string
  log: Log
  clock: Clock
  traces: Traces
}

/**
 * The frame of every app: handlers throw, one middleware answers. A variant adds its routes and cannot forget the
 * rest.
 */
export function createApp(parts: AppParts, addRoutes: (app: Express) => void): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag') // answers are made fresh; the one that is worth caching has its own
  app.set('query parser', 'simple') // flat strings: no objects and arrays made by a caller
  app.set('case sensitive routing', true) // one address, one spelling
  app.use((request, _response, next) => {
    contextOf(request, parts)
    next()
  })
  addRoutes(app)
  app.use((request) => {
    throw new Problem(
      'not-found',
      `There is nothing at ${request.method} ${shownPath(request)}. GET / lists what there is.`,
    )
  })
  app.use(answerErrors(parts.log))
  return app
}

/** Answers JSON. Nothing here is for a cache unless its route says so. */
export function sendJson(response: Response, status: number, body: unknown, type = 'application/json'): void {
  if (!response.hasHeader('cache-control')) response.setHeader('cache-control', 'no-store')
  response.status(status).setHeader('content-type', type)
  response.end(JSON.stringify(body))
}

/** The longest name that a route takes; what is longer may be a token that went astray. */
const MAX_SEGMENT = 64

/** The path alone: a query may hold what should not be repeated, and so may a path that nobody knows. */
function shownPath(request: Request): string {
  const segments = redact(request.path).split('/')
  const path = segments.map((segment) => shorten(segment, MAX_SEGMENT)).join('/')
  return shorten(path, 200)
}

const shorten = (text: string, length: number) => (text.length > length ? `${text.slice(0, length)}…` : text)

function answerErrors(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const problem = toProblem(error)
    const { traceId } = contextOf(request).trace
    if (problem.type === 'bug') log.error({ traceId, err: error }, 'bug')
    if (response.headersSent) return void response.destroy()
    for (const [name, value] of Object.entries(problem.headers)) response.setHeader(name, value)
    sendJson(response, problem.status, problemBody(problem, shownPath(request), traceId), PROBLEM_JSON)
  }
}

/** Express and its parsers throw errors with a status; below 500 they speak of the request, not of us. */
function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  const status = error instanceof Error && 'status' in error ? error.status : undefined
  if (typeof status !== 'number' || status < 400 || status >= 500)
    return new Problem('bug', 'Please tell us the trace id.')
  if (status === 413) return new Problem('too-large', 'The body may have 100 kB.')
  if (status === 415) return new Problem('unsupported-media-type', 'The body must be application/json in UTF-8.')
  return new Problem('invalid-input', `The request cannot be read: ${STATUS_CODES[status] ?? 'bad request'}.`, {
    status,
  })
}
