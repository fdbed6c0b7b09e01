import type { IRouter, RequestHandler } from 'express'
import type { Control } from '../control/control.ts'
import { allowCors, answerPreflight, refuseForeigners } from './cors.ts'
import type { Guard } from './guard.ts'
import { Problem } from './problem.ts'
import { checkPretty } from './pretty.ts'
import { routeName, type Route } from './routes.ts'

/** What stands in front of the handlers of every route. */
export interface RouteFrame {
  guard: Guard
  control: Pick<Control, 'watch'>
}

/** Mounts routes, each guarded: a route that says nothing is for programs, and for the pages of its own process. */
export function mountRoutes(router: IRouter, routes: readonly Route[], { guard, control }: RouteFrame): void {
  mountGates(router, routes, guard)
  for (const one of routes) {
    const { method, paths, watchers = [], handlers, cors, makes } = one
    const guards = [refuseForeigners(one, guard), ...(cors ? [allowCors(cors, guard)] : []), checkPretty]
    if (!one.isControl) guards.push(control.watch(routeName(one)))
    router[method]([...paths], ...(makes ? [skipHead] : []), ...watchers, ...guards, ...handlers)
  }
}

/** In front of everything else that is at these addresses, once each. */
function mountGates(router: IRouter, routes: readonly Route[], guard: Guard): void {
  const gates = new Map(routes.flatMap(({ paths, gate }) => (gate ? paths.map((path) => [path, gate] as const) : [])))
  for (const [path, gate] of gates) router.all(path, gate, refuseForeigners({}, guard))
}

/** Express answers HEAD by GET; where that makes something, it is another method that is not taken. */
const skipHead: RequestHandler = (request, _response, next) => next(request.method === 'HEAD' ? 'route' : undefined)

/**
 * Behind all routes: a path that is there, asked with a method that it does not take. OPTIONS says which it takes, also to a
 * page that asks whether it may call (CORS preflight); any other gets 405 (RFC 9110 §15.5.6). Nothing is made by either.
 */
export function refuseOtherMethods(routes: readonly Route[], guard: Guard): RequestHandler {
  return (request, response, next) => {
    const there = routes.filter(({ paths }) => paths.some((path) => isAt(path, request.path)))
    if (there.length === 0) return next()
    const allow = allowedMethods(there).join(', ')
    if (request.method !== 'OPTIONS') {
      const detail = `This address takes ${allow}, not ${request.method}.`
      throw new Problem('method-not-allowed', detail, { headers: { allow } })
    }
    response.setHeader('allow', allow)
    const { cors } = there.find((one) => one.cors) ?? {}
    if (cors) answerPreflight(request, response, cors, guard, allow)
    response.status(204).end()
  }
}

function allowedMethods(routes: readonly Route[]): string[] {
  const methods = routes.flatMap(({ method, makes }) =>
    method === 'get' && !makes ? ['GET', 'HEAD'] : [method.toUpperCase()],
  )
  return [...new Set([...methods, 'OPTIONS'])]
}

/** Is this path one of a route's? `:name` stands for anything between two slashes. */
function isAt(pattern: string, path: string): boolean {
  const [wanted, given] = [pattern.split('/'), path.split('/')]
  return (
    wanted.length === given.length &&
    wanted.every((part, at) => (part.startsWith(':') ? given[at] !== '' : part.replaceAll('\\', '') === given[at]))
  )
}
