import { normalPath, pathOfTarget } from '../mesh/normal-path.ts'
import type { GlooMatcher } from './model.ts'
import { bestHost, type GlooPlan, type PlannedHost, type PlannedListener, type PlannedRoute } from './plan.ts'

/** What of a request says where it goes. */
export interface GlooAsked {
  /** Whether it came over TLS, to a port that speaks it. */
  secure: boolean
  /** The port of the cluster. Absent: that of the scheme where the host is served, whichever it is. */
  port?: number
  /** Of the handshake: which certificate was shown, and so which listener it is. Absent: that of the host. */
  serverName?: string
  /** As it was sent, with a port or without. */
  host: string
  /** Path and query, as they were sent. */
  target: string
}

/** Where a request goes. `why` is the end of a sentence that begins with it. */
export type GlooDecision =
  | {
      kind: 'route'
      listener: PlannedListener
      host: PlannedHost
      routed: PlannedRoute
      matcher?: GlooMatcher
      /** Path and query in their normal form, as they were asked for. */
      asked: string
      /** The same, as they go on. */
      target: string
      why: string
    }
  | { kind: 'to-https'; listener: PlannedListener; host: PlannedHost; name: string; target: string; why: string }
  | { kind: 'no-listener' | 'no-host' | 'no-route' | 'two-meanings' | 'leads-out'; why: string }

/** The host of a Host header, without its port and its last dot, in lower case. */
export const glooHostNamed = (host: string): string =>
  host
    .toLowerCase()
    .replace(/:\d{0,5}$/, '')
    .replace(/\.$/, '')

/**
 * Decides where a request goes: which listener, which host, and then the first route in the order of the list that matches, as Envoy
 * does it, which Gloo writes its routes into. The path is brought into its normal form before, and goes on so: whoever is behind sees the
 * path by which it was decided who may see it. Where a rewrite puts another beginning before the rest of it, nothing leads out of that:
 * Envoy sends on whatever comes out.
 */
export function routeRequest(plan: GlooPlan, asked: GlooAsked): GlooDecision {
  const name = glooHostNamed(asked.host)
  const found = listenerFor(plan, asked, name)
  if (!found)
    return {
      kind: 'no-listener',
      why: `comes to no listener${asked.secure ? ' that speaks TLS' : ''} for "${asked.serverName ?? name}"`,
    }
  const { listener } = found
  const host = bestHost(found.hosts, name)
  if (!host)
    return { kind: 'no-host', why: `names the host "${name}", which no route table has at port ${listener.port}` }
  const target = normalGlooTarget(asked.target)
  if (listener.redirectsToHttps)
    return { kind: 'to-https', listener: found, host, name, target, why: 'comes to a listener with httpsRedirect' }
  const path = pathOfTarget(target)
  const hit = firstHit(host, path)
  const decoded = firstHit(host, decodedPath(path))
  // What is percent-encoded and // are kept here, and whoever is behind may take them for what they stand for.
  if (hit?.routed.policy?.login !== decoded?.routed.policy?.login)
    return {
      kind: 'two-meanings',
      why: 'has a path that is another one for whoever decodes it, and for that one somebody else may come in',
    }
  if (!hit)
    return {
      kind: 'no-route',
      why: `has the path "${path}", which no route of RouteTable ${host.table.namespace}/${host.table.name} matches`,
    }
  const rewritten = rewrite(target, hit)
  if (hit.routed.route.pathRewrite !== undefined && !isNormalForAll(pathOfTarget(rewritten)))
    return {
      kind: 'leads-out',
      why: `would go on as "${pathOfTarget(rewritten)}", by route "${hit.routed.route.name}", and its dots lead out of what is put before it`,
    }
  return { kind: 'route', listener: found, host, ...hit, asked: target, target: rewritten, why: sayMatch(hit) }
}

function listenerFor(
  { listeners }: GlooPlan,
  { secure, port, serverName }: GlooAsked,
  name: string,
): PlannedListener | undefined {
  const own = listeners.filter(
    ({ listener }) => !!listener.tls === secure && (port === undefined || listener.port === port),
  )
  const hosts = own.flatMap((each) => each.listener.hosts.map((host) => ({ host, each })))
  return bestHost(hosts, serverName === undefined ? name : glooHostNamed(serverName))?.each
}

interface Hit {
  routed: PlannedRoute
  /** Absent: the route has none. */
  matcher?: GlooMatcher
}

function firstHit({ routes }: PlannedHost, path: string): Hit | undefined {
  for (const routed of routes) {
    const { matchers } = routed.route
    if (matchers.length === 0) return { routed }
    const matcher = matchers.find((one) => glooMatches(one, path))
    if (matcher) return { routed, matcher }
  }
  return undefined
}

function glooMatches(matcher: GlooMatcher, path: string): boolean {
  if (matcher.kind === 'regex') return matcher.matches(path)
  const [own, given] = matcher.ignoreCase ? [matcher.value.toLowerCase(), path.toLowerCase()] : [matcher.value, path]
  return matcher.kind === 'prefix' ? given.startsWith(own) : given === own
}

/** As somebody may take it who decodes everything, and leaves out parameters (`/a/..;/b`). */
const readLoosely = (path: string) =>
  path
    .replace(/%([2-7][0-9a-f])/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    .replaceAll(/;[^/\\]*/g, '')

/** The same, for whoever does not tell one slash from two, either. */
const decodedPath = (path: string) => normalPath(readLoosely(path), 'DECODE_AND_MERGE_SLASHES')

const DOT_SEGMENT = /(?:[/\\]|%2f|%5c)(?:\.|%2e){1,2}(?:[/\\]|%2f|%5c|$)/i

/** Whether it is its own normal form, and has no dot segments for whoever decodes it, either. */
export const isNormalForAll = (path: string): boolean =>
  normalPath(path, 'BASE') === path && !DOT_SEGMENT.test(readLoosely(path))

/** As a mesh normalises by default (M-16); the query stays as it is. */
function normalGlooTarget(target: string): string {
  const path = pathOfTarget(target)
  const query = /\?[^#]*/.exec(target.slice(path.length))?.[0] ?? ''
  return `${normalPath(path, 'BASE')}${query}`
}

function rewrite(target: string, { routed: { route }, matcher }: Hit): string {
  if (route.pathRewrite === undefined) return target
  const path = pathOfTarget(target)
  const rest = matcher?.kind === 'exact' ? '' : path.slice(matcher?.value.length ?? 1)
  return `${route.pathRewrite}${rest}${target.slice(path.length)}`
}

/** `/api` in any case, and the like. */
export function sayMatcher(matcher: GlooMatcher | undefined): string {
  if (!matcher) return 'every path'
  const { kind, value, ignoreCase } = matcher
  const form = {
    prefix: `paths that begin with ${value}`,
    exact: `the path ${value}`,
    regex: `paths of the form ${value}`,
  }[kind]
  return ignoreCase ? `${form}, in any case` : form
}

const sayMatch = ({ routed: { route }, matcher }: Hit) =>
  `is the first to match route "${route.name}", which takes ${sayMatcher(matcher)}`
