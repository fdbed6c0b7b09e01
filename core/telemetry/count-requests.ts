import type { RequestHandler } from 'express'
import type { Counter } from './counter.ts'
import { createCounter } from './counter.ts'
import { statusText, watchedBy, type WatchedRoute } from './watched-request.ts'

/**
 * Counts requests by method, route and status.
 * @param prefix of the name: `people`
 * @param routes all that there are; whatever else is asked for is counted together, under no route
 */
export function countRequests(
  prefix: string,
  routes: readonly WatchedRoute[],
): { watch: RequestHandler; counter: Counter } {
  const labels = ['method', 'route', 'status']
  const counter = createCounter(`${prefix}_http_requests_total`, 'Requests that were answered.', labels)
  const told = watchedBy(routes)
  return {
    counter,
    watch(request, response, next) {
      response.once('close', () => {
        const { method, route = 'none' } = told(request)
        counter.add(method, route, statusText(response))
      })
      next()
    },
  }
}
