import { Readable } from 'node:stream'
import type { ReadableStream as WebStream } from 'node:stream/web'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { OwnApp } from './own-service.ts'

export const NO_APP = 'app is no app of Express, Fastify, Koa or Hono, and no function (request, response)'

/** What answers for an app. @throws TypeError for what is none */
export async function listenerOf(app: OwnApp): Promise<RequestListener> {
  if (typeof app === 'function') return app // Express, and plain Node
  if (typeof app !== 'object' || app === null) throw new TypeError(NO_APP)
  if ('routing' in app) {
    await app.ready()
    return app.routing // Fastify
  }
  if ('callback' in app) return app.callback() // Koa
  if ('fetch' in app) return (request, response) => void answerByFetch(app, request, response) // Hono
  throw new TypeError(NO_APP)
}

type FetchApp = Extract<OwnApp, { fetch: unknown }>

async function answerByFetch(app: FetchApp, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const answer = await app.fetch(toFetch(request))
    response.writeHead(answer.status, [...answer.headers].flat())
    if (!answer.body) return void response.end()
    Readable.fromWeb(answer.body as WebStream).pipe(response) // the same streams, of types from another place
  } catch {
    response.writeHead(500).end()
  }
}

function toFetch(request: IncomingMessage): Request {
  const { method = 'GET', url = '/', rawHeaders } = request
  const headers = new Headers()
  for (let at = 0; at < rawHeaders.length; at += 2) headers.append(rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '')
  const body = /^(?:GET|HEAD)$/.test(method) ? null : (Readable.toWeb(request) as unknown as RequestInit['body']) // as above
  return new Request(new URL(url, 'http://localhost'), { method, headers, body, duplex: 'half' } as RequestInit)
}
