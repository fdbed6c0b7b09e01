import type { IRouter, RequestHandler } from 'express'
import type { Traces } from '../trace/recorder.ts'
import { sendText } from './send.ts'

/** One route: what is called, what it is for, and who answers. The list of routes of a process is its first screen. */
export interface Route {
  method: Method
  /** The first is the one that the index names. */
  paths: readonly string[]
  about: string
  handlers: readonly RequestHandler[]
}

type Method = 'get' | 'post' | 'delete'

/**
 * @param name for instance 'GET /keys/:ringId'; further paths, where there are any, after it: 'GET /jwks /keys.json'
 * @param about completes the sentence "… answers or does": the index shows it
 */
export function route(name: string, about: string, ...handlers: RequestHandler[]): Route {
  const [verb = '', ...paths] = name.split(' ')
  const method = verb.toLowerCase()
  if (method !== 'get' && method !== 'post' && method !== 'delete') throw new Error(`no route begins with ${verb}`)
  return { method, paths, about, handlers }
}

export function mountRoutes(router: IRouter, routes: readonly Route[]): void {
  for (const { method, paths, handlers } of routes) router[method]([...paths], ...handlers)
}

/** The routes as `GET /` shows them: name and purpose. */
export function describeRoutes(routes: readonly Route[]): Record<string, string> {
  return Object.fromEntries(routes.map(({ method, paths, about }) => [`${method.toUpperCase()} ${paths[0]}`, about]))
}

/** What a process has recorded of a trace. Empty when it has no part in it, or has forgotten it. */
export const tracesRoute = (traces: Traces): Route =>
  route('GET /traces/:traceId', 'what this process did in a trace', (request, response) =>
    sendText(response, 'application/json', traces.json(String(request.params['traceId']))),
  )
