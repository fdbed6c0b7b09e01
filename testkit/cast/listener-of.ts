import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as WebStream } from 'node:stream/web'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Clock } from '#core/clock'
import type { OwnApp } from './own-service.ts'

export const NO_APP = 'app is no app of Express, Fastify, Koa or Hono, and no function (request, response)'

/** Its plugins have so long to load. Milliseconds. */
const READY_PATIENCE = 30_000

/** What answers for an app. @throws TypeError for what is none, Error for one that is not ready in time */
export async function listenerOf(app: OwnApp, clock: Clock): Promise<RequestListener> {
  if (typeof app === 'function') return app // Express, and plain Node
  if (typeof app !== 'object' || app === null) throw new TypeError(NO_APP)
  if ('routing' in app) {
    await untilReady(app.ready(), clock)
    return app.routing // Fastify
  }
  if ('callback' in app) return app.callback() // Koa
  if ('fetch' in app) return (request, response) => answerByFetch(app, request, response) // Hono
  throw new TypeError(NO_APP)
}

async function untilReady(ready: PromiseLike<unknown>, clock: Clock): Promise<void> {
  const over = new AbortController()
  const late = clock.delay(READY_PATIENCE, over.signal).then(() => {
    throw new Error(`the app is not ready after ${READY_PATIENCE / 1000} s: its ready() does not come back`)
  })
  late.catch(() => {}) // it was ready before
  try {
    await Promise.race([ready, late])
  } finally {
    over.abort()
  }
}

type FetchApp = Extract<OwnApp, { fetch: unknown }>

async function answerByFetch(app: FetchApp, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const answer = await app.fetch(toFetch(request)) // what it throws is answered by the server around it
  try {
    response.writeHead(answer.status, [...answer.headers].flat())
    if (!answer.body) return void response.end()
    await pipeline(Readable.fromWeb(answer.body as WebStream), response) // the same streams, of types from another place
  } catch {
    if (response.headersSent) response.destroy()
    else response.writeHead(500).end()
  }
}

function toFetch(request: IncomingMessage): Request {
  const { method = 'GET', url = '/', rawHeaders } = request
  const headers = new Headers()
  for (let at = 0; at < rawHeaders.length; at += 2) headers.append(rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '')
  const body = /^(?:GET|HEAD)$/.test(method) ? null : (Readable.toWeb(request) as unknown as RequestInit['body']) // as above
  return new Request(new URL(url, 'http://localhost'), { method, headers, body, duplex: 'half' } as RequestInit)
}
