import type { RequestHandler } from 'express'
import type { Traces } from '../trace/recorder.ts'
import { localOnly } from './local.ts'
import { sendJson, sendJsonText } from './send.ts'

/** One route: what is called, what it is for, and who answers. The list of routes of a process is its first screen. */
export interface Route {
  method: Method
  /** The first is the one that the index names. */
  paths: readonly string[]
  about: string
  /** See each request, before anybody refuses it. */
  watchers?: readonly RequestHandler[]
  handlers: readonly RequestHandler[]
  /** Which pages of others may read the answers: all ('open'), or those of ALLOWED_ORIGINS. None, unless it says so. */
  cors?: 'open' | 'listed'
  /**
   * A GET that makes something; HEAD is not taken there, for it must make nothing. Where it makes 'state', or changes it, a
   * link on a page of others does not lead here either; 'tokens' of a play are for whoever follows the link.
   */
  makes?: 'state' | 'tokens'
  /** A POST that makes nothing: whatever a form sent is led on to the GET of its address, as a link is. Forms of all pages may be sent there. */
  leadsOn?: true
  /** It belongs to the control plane, or is looked at by programs that watch over this one: no fault is about it. */
  isControl?: true
  /** What pages load: it is no operation that a program would call. */
  isForPages?: true
  /** Stands in front of its addresses, whatever the method: who does not pass is not even told which ones there are. */
  gate?: RequestHandler
}

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

const METHODS: readonly string[] = ['get', 'post', 'put', 'patch', 'delete'] satisfies Method[]
const isMethod = (method: string): method is Method => METHODS.includes(method)

/**
 * @param name for instance 'GET /keys/:ringId'; further paths, where there are any, after it: 'GET /jwks /keys.json'
 * @param about what it is for, in a few words: the index shows it
 */
export function route(name: string, about: string, ...handlers: RequestHandler[]): Route {
  const [verb = '', ...paths] = name.split(' ')
  const method = verb.toLowerCase()
  if (!isMethod(method)) throw new Error(`no route begins with ${verb}`)
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

/** A form of any page leads here, as a link would. */
export const leadingOn = (one: Route): Route => ({ ...one, leadsOn: true })

/**
 * The name of a route, for faults and captured requests: the last word of its path that is no parameter.
 * `/issueToken/:ringId` → issueToken, `/.well-known/openid-configuration` → discovery, `/keys/:ringId/jwks` → jwks. All of the key
 * registry is one.
 */
export function routeName({ paths: [path = ''] }: Pick<Route, 'paths'>): string {
  if (path.startsWith('/.well-known/') && !path.endsWith('jwks.json')) return 'discovery'
  if (path.startsWith('/registry/')) return 'registry'
  const words = path.split('/').filter((word) => word !== '' && !word.startsWith(':'))
  return words.at(-1) ?? 'index'
}

/** For programs and people that watch over the process: no fault is about it, and it is not captured. */
export const watchRoute = (one: Route): Route => ({ ...one, isControl: true })

/** A path of a configuration, as part of a route's: none of its signs stands for anything else. */
export const literalPath = (path: string): string => path.replaceAll(/[(){}[\]+?!:*\\]/g, String.raw`\$&`)

/**
 * The routes as `GET /` shows them: each by its method and path, at all of its addresses, and what it is for.
 * @param isShown leaves out what is told in another way
 */
export function describeRoutes(
  routes: readonly Route[],
  isShown: (path: string) => boolean = () => true,
): Record<string, string> {
  const shown = routes.filter(({ isForPages }) => !isForPages)
  const entries = shown.flatMap(({ method, paths, about }) =>
    paths.filter(isShown).map((path) => [`${method.toUpperCase()} ${path}`, about] as const),
  )
  return Object.fromEntries(entries)
}

/**
 * What a process has recorded of a trace: empty when it has no part in it, or has forgotten it. Beside it the tokens that it
 * signed on the way, when the play asked to have them held.
 */
export const traceRoutes = (traces: Traces): Route[] => [
  watchRoute(
    route('GET /traces/:traceId', 'what this process did in a trace', (request, response) =>
      sendJsonText(response, traces.json(String(request.params['traceId']))),
    ),
  ),
  watchRoute(
    route(
      'GET /traces/:traceId/tokens',
      'the tokens that it signed in a play that asked for them, for a minute; for programs of this machine, on the plain port',
      localOnly,
      (request, response) => sendJson(response, 200, traces.held.get(String(request.params['traceId']))),
    ),
  ),
]
