import type { Request, Response } from 'express'
import type { Route } from '../http/routes.ts'

/** A request as watchers are told of it: by words that are known beforehand, whatever somebody asks for. */
export interface WatchedRequest {
  method: string
  /** The path of its route, with `:name` for what stands there; undefined where there is none. */
  route: string | undefined
}

const KNOWN_METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
const OTHER_METHOD = 'other'

/** As much of a route as its name is made of. */
export type WatchedRoute = Pick<Route, 'method' | 'paths'>

/** @returns what tells of a request that was answered. It keeps nothing of what was asked but the words of its own routes */
export function watchedBy(routes: readonly WatchedRoute[]): (request: Request) => WatchedRequest {
  const names = new Set(routes.flatMap(({ paths }) => paths))
  return (request) => {
    const { path } = (request.route ?? {}) as { path?: string | string[] } // as Express leaves it
    const [first = ''] = Array.isArray(path) ? path : [path]
    const method = KNOWN_METHODS.has(request.method) ? request.method : OTHER_METHOD
    return { method, route: names.has(first) ? first : undefined }
  }
}

/** Its status as a text, or that nobody was there any longer. */
export const statusText = (response: Response): string => (response.headersSent ? String(response.statusCode) : 'none')
