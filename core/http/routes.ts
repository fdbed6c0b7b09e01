import type { IRouter, RequestHandler } from 'express'
import type { Traces } from '../trace/recorder.ts'
import { allowCors, answerPreflight, refuseForeigners } from './cors.ts'
import type { Guard } from './guard.ts'
import { Problem } from './problem.ts'
import { localOnly } from './local.ts'
import { checkPretty } from './pretty.ts'
import { sendJson, sendJsonText } from './send.ts'

/** One route: what is called, what it is for, and who answers. The list of routes of a process is its first screen. */
export interface Route {
  method: Method
  /** The first is the one that the index names. */
  paths: readonly string[]
  about: string
  handlers: readonly RequestHandler[]
  /** Which pages of others may read the answers: all ('open'), or those of ALLOWED_ORIGINS. None, unless it says so. */
  cors?: 'open' | 'listed'
  /**
   * A GET that makes something; HEAD is not taken there, for it must make nothing. Where it makes 'state', or changes it, a
   * link on a page of others does not lead here either; 'tokens' of a play are for whoever follows the link.
   */
  makes?: 'state' | 'tokens'
}

type Method = 'get' | 'post' | 'delete'

/**
 * @param name for instance 'GET /keys/:ringId'; further paths, where there are any, after it: 'GET /jwks /keys.json'
 * @param about what it is for, in a few words: the index shows it
 */
export function route(name: string, about: string, ...handlers: RequestHandler[]): Route {
  const [verb = '', ...paths] = name.split(' ')
  const method = verb.toLowerCase()
  if (method !== 'get' && method !== 'post' && method !== 'delete') throw new Error(`no route begins with ${verb}`)
  return { method, paths, about, handlers }
}

/** Any page may read the answers: they are public, and no cookie and no password goes with the question. */
export const openToPages = (one: Route): Route => ({ ...one, cors: 'open' })

/** The pages of ALLOWED_ORIGINS may read the answers. */
export const openToListed = (one: Route): Route => ({ ...one, cors: 'listed' })

/** GET makes a key, or changes what lasts. */
export const makingState = (one: Route): Route => ({ ...one, makes: 'state' })

/** GET plays: tokens are made, and used. */
export const makingTokens = (one: Route): Route => ({ ...one, makes: 'tokens' })

/** Mounts routes, each guarded: a route that says nothing is for programs, and for the pages of its own process. */
export function mountRoutes(router: IRouter, routes: readonly Route[], guard: Guard): void {
  for (const one of routes) {
    const { method, paths, handlers, cors, makes } = one
    const guards = [refuseForeigners(one, guard), ...(cors ? [allowCors(cors, guard)] : []), checkPretty]
    router[method]([...paths], ...(makes ? [skipHead] : []), ...guards, ...handlers)
  }
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

/** A path of a configuration, as part of a route's: none of its signs stands for anything else. */
export const literalPath = (path: string): string => path.replaceAll(/[(){}[\]+?!:*\\]/g, String.raw`\$&`)

/** Is this path one of a route's? `:name` stands for anything between two slashes. */
function isAt(pattern: string, path: string): boolean {
  const [wanted, given] = [pattern.split('/'), path.split('/')]
  return (
    wanted.length === given.length &&
    wanted.every((part, at) => (part.startsWith(':') ? given[at] !== '' : part.replaceAll('\\', '') === given[at]))
  )
}

/**
 * The routes as `GET /` shows them: each by its method and path, at all of its addresses, and what it is for.
 * @param isShown leaves out what is told in another way
 */
export function describeRoutes(
  routes: readonly Route[],
  isShown: (path: string) => boolean = () => true,
): Record<string, string> {
  const entries = routes.flatMap(({ method, paths, about }) =>
    paths.filter(isShown).map((path) => [`${method.toUpperCase()} ${path}`, about] as const),
  )
  return Object.fromEntries(entries)
}

/**
 * What a process has recorded of a trace: empty when it has no part in it, or has forgotten it. Beside it the tokens that it
 * signed on the way, when the play asked to have them held.
 */
export const traceRoutes = (traces: Traces): Route[] => [
  route('GET /traces/:traceId', 'what this process did in a trace', (request, response) =>
    sendJsonText(response, traces.json(String(request.params['traceId']))),
  ),
  route(
    'GET /traces/:traceId/tokens',
    'the tokens that it signed in a play that asked for them, for a minute; for programs of this machine, on the plain port',
    localOnly,
    (request, response) => sendJson(response, 200, traces.held.get(String(request.params['traceId']))),
  ),
]
