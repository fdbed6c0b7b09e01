import { UsageFault } from '#core/process/command-line'
import { sayLabels } from '#core/policy/gloo/check-policies'
import { glooName, type ExtAuthPolicy } from '#core/policy/gloo/model'
import type { PolicyPlace } from '#core/policy/mesh/model'
import { routeRequest, sayMatcher, type GlooDecision } from '#core/policy/gloo/route-request'
import { shownText } from '#core/shown-text'
import { destinationAddress, publicPort, secureListener } from './gloo-places.ts'
import type { LoadedGloo } from './load-gloo.ts'

/** A request in words: `GET https://webuitest.com/path`. */
export interface AskedInWords {
  method: string
  url: URL
  /** Path and query as they were written: the platform would normalise them. */
  target: string
}

/** @throws UsageFault for what is no request */
export function readAskedInWords(first: string, second: string | undefined): AskedInWords {
  const [method, text] = second === undefined ? ['GET', first] : [first.toUpperCase(), second]
  const [, , rest] = /^(https?:\/\/[^/?#]*)(.*)$/is.exec(text) ?? []
  if (!/^[A-Z]{1,20}$/.test(method) || rest === undefined || !URL.canParse(text))
    throw new UsageFault(`--explain needs a request: --explain GET https://example.com/path.`)
  return { method, url: new URL(text), target: rest.startsWith('/') ? rest : `/${rest}` }
}

/** Which listener, route and policy would decide about a request, and why. Nobody is asked, and nothing listens. */
export function explainGloo(loaded: LoadedGloo, asked: AskedInWords): string[] {
  const { url, target, method } = asked
  const secure = url.protocol === 'https:'
  const decision = routeRequest(loaded.plan, { secure, ...portAsked(loaded, url, secure), host: url.host, target })
  const said = decision.kind === 'route' || decision.kind === 'to-https' ? sayPlaces(decision) : []
  return [`${method} ${url.protocol}//${url.host}${target}`, ...said, ...sayEnd(decision, loaded, asked)].map(shownText)
}

/** A port of here, or of the cluster; none: the one that people come to by that scheme. */
function portAsked({ plan, options }: LoadedGloo, url: URL, secure: boolean): { port?: number } {
  const given = url.port === '' ? (secure ? 443 : 80) : Number(url.port)
  const own = plan.listeners.find(
    ({ listener }) => publicPort(listener.port, options.ports) === given || listener.port === given,
  )
  return { port: own?.listener.port ?? given }
}

const inFile = ({ file, line }: PolicyPlace) => `(${file}, line ${line})`

function sayPlaces({ listener: { gateway, listener }, host }: GlooDecision & { kind: 'route' | 'to-https' }): string[] {
  return [
    `  VirtualGateway ${glooName(gateway)}: its listener at port ${listener.port} lets ${listener.hosts.join(', ')} in ${inFile(listener.place)}`,
    `  RouteTable ${glooName(host.table)} has the host ${host.host} ${inFile(host.table.place)}`,
  ]
}

function sayEnd(decision: GlooDecision, loaded: LoadedGloo, { url, target: given }: AskedInWords): string[] {
  const { plan, options, settings } = loaded
  if (decision.kind === 'two-meanings' || decision.kind === 'leads-out') return [`  400: the request ${decision.why}`]
  if (decision.kind === 'to-https') {
    const port = publicPort(secureListener(plan, decision.host.host)?.port ?? 443, options.ports)
    return [
      `  301: httpsRedirect sends it to https://${decision.name}${port === 443 ? '' : `:${port}`}${decision.target}`,
    ]
  }
  if (decision.kind === 'no-listener')
    return [
      url.protocol === 'https:' ? `  no connection: the request ${decision.why}` : `  404: the request ${decision.why}`,
    ]
  if (decision.kind !== 'route') return [`  404: the request ${decision.why}`]
  const { routed, matcher, asked, target } = decision
  const { route, policy } = routed
  const number = routed.table.routes.indexOf(route) + 1
  return [
    ...(asked === given ? [] : [`  the path is ${asked} in its normal form`]),
    `  route ${route.name}, number ${number} of ${routed.table.routes.length}, is the first that matches: it takes ${sayMatcher(matcher)} ${inFile(route.place)}`,
    ...sayPolicyEnd(policy, asked, policy && settings.get(glooName(policy))?.appUrl, route.labels),
    `  then it goes on to ${destinationAddress(route.destination, options.destinations)}${target === asked ? '' : ` as ${target}`}`,
  ]
}

function sayPolicyEnd(
  policy: ExtAuthPolicy | undefined,
  asked: string,
  appUrl: string | undefined,
  labels: Readonly<Record<string, string>>,
): string[] {
  if (!policy)
    return [
      `  no policy is for it${Object.keys(labels).length > 0 ? `, for none names ${sayLabels(labels)}` : ', for it has no labels'}: anybody may come in`,
    ]
  const by = policy.routes.find((one) => Object.entries(one.labels).every(([key, value]) => labels[key] === value))
  const head = `  ExtAuthPolicy ${glooName(policy)} decides, by its labels ${sayLabels(by?.labels ?? {})} ${inFile(policy.place)}`
  const { login } = policy
  if (!login) return [`${head}: it is disabled, so anybody may come in`]
  const base = new URL(appUrl ?? login.appUrl.text).pathname.replace(/\/$/, '')
  const [path = ''] = asked.split('?')
  if (path === `${base}${login.callbackPath}`)
    return [head, '  this is the callbackPath: the gateway itself answers, and exchanges the code for tokens']
  if (path === `${base}${login.logoutPath ?? ''}` && login.logoutPath !== undefined)
    return [head, '  this is the logoutPath: the gateway itself answers, and ends the session']
  return [
    head,
    login.failOnRedirect
      ? '  who has no session is answered 401 (failOnRedirect)'
      : `  who has no session is sent to ${login.issuerUrl} with 302 (a program, which asks for no page, is answered 401)`,
  ]
}
