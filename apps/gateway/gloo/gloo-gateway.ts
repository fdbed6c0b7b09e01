import type { IncomingMessage } from 'node:http'
import type { Clock } from '#core/clock'
import { openContext } from '#core/http/context'
import { serverNameOf } from '#core/http/edge-door'
import { inFrontOf, type DecideAndPass, type ProxyHandlers } from '#core/http/forward/handlers'
import type { Forwarder } from '#core/http/forward/options'
import { wordsAnswer, type OwnAnswer } from '#core/http/forward/own-answer'
import { readTarget, type Target } from '#core/http/forward/target'
import { tellAnswer, tellOutcome } from '#core/http/forward/tell-outcome'
import { tracedHeaders } from '#core/http/forward/traced-headers'
import { untilExpiry } from '#core/http/until-expiry'
import type { Log } from '#core/log'
import { glooName, type GlooDestination } from '#core/policy/gloo/model'
import type { GlooPlan } from '#core/policy/gloo/plan'
import { routeRequest, type GlooDecision } from '#core/policy/gloo/route-request'
import type { Traces } from '#core/trace/recorder'
import { withoutCookies } from '#core/login/cookies'
import type { Login, LoginDecision } from '../login/login-world.ts'
import { glooIdentityHeaders } from './settings-of-gloo.ts'
import { publicPort, secureListener } from './gloo-places.ts'

export interface GlooGatewayParts {
  plan: GlooPlan
  /** By `namespace/name` of the policy. */
  logins: ReadonlyMap<string, Pick<Login, 'decide' | 'isOwnCookie'>>
  /** Where a destination is. */
  addressOf: (destination: GlooDestination) => string
  /** From a port of the cluster to the one that people know. */
  ports: ReadonlyMap<number, number>
  forwarder: Forwarder
  traces: Traces
  clock: Clock
  machine: Clock
  log: Log
}

/** What comes to one port of the cluster. */
export interface GlooPort {
  port: number
  secure: boolean
}

/**
 * Where Gloo's documents lead a request: to https, to a login, to a service behind, or nowhere. Which it is, is decided by the path in
 * its normal form, and whoever decides after that sees this form alone.
 */
export function createGlooGateway(parts: GlooGatewayParts, at: GlooPort): ProxyHandlers {
  const { plan, logins, traces, machine, clock, forwarder, log } = parts
  const spoofable = glooIdentityHeaders(plan.policies)
  const targets = createTargets(parts.addressOf)
  const withSpoofable = createJoined(spoofable)
  const isOwnCookie = (name: string) => [...logins.values()].some((login) => login.isOwnCookie(name))

  /** Nobody needs to log in; who has, keeps the session from the service behind. */
  function openTo({ headers: { cookie } }: IncomingMessage): LoginDecision {
    const left = cookie === undefined ? undefined : withoutCookies(cookie, isOwnCookie)
    const headers = cookie === undefined ? {} : left === undefined ? { remove: COOKIES } : { set: { cookie: left } }
    return { kind: 'goes-on', headers, answerHeaders: {}, until: Infinity, ended: WITHOUT_END }
  }

  const decide: DecideAndPass = async (request, say, pass) => {
    const context = openContext(request, traces, machine)
    const answered: typeof say = (answer) => {
      context.recorder.step({ verb: 'answers', what: `with ${answer.status}` })
      say(answer)
    }
    const { url = '/' } = request
    if (!url.startsWith('/')) return answered(NOT_BY_PATH)
    const decision = decideRoute(plan, request, at)
    context.recorder.step({ verb: 'goes-by', what: `Gloo's documents: the request ${decision.why}` })
    if (decision.kind !== 'route') return answered(answerFor(decision, plan, parts.ports))
    const { policy, route } = decision.routed
    request.url = decision.asked // one form of the path for all who decide from here on, as in Envoy
    const login = policy?.login && logins.get(glooName(policy))
    const believed: LoginDecision = login ? await login.decide(request, context) : openTo(request)
    if (believed.kind === 'answered') return answered(believed.answer)
    const expiry = request.headers.upgrade === undefined || !login ? undefined : untilExpiry(believed.until, clock)
    const traced = tracedHeaders(`${request.method} on, by route ${route.name},`, context, route.destination.name)
    const { set, remove = [] } = believed.headers
    const outcome = await pass(targets(route.destination), {
      path: decision.target,
      host: 'client',
      forwarded: 'set',
      onAnswer: tellAnswer(context),
      headers: { set: { ...set, ...traced }, remove: withSpoofable(remove) },
      answerHeaders: { ...believed.answerHeaders, removeCookies: isOwnCookie },
      ...(expiry && { signal: AbortSignal.any([expiry.signal, believed.ended]) }),
    })
    tellOutcome({ log }, context, outcome)
    expiry?.forget()
  }

  return inFrontOf(forwarder, decide, NO_TUNNELS_HERE)
}

function decideRoute(plan: GlooPlan, request: IncomingMessage, { port, secure }: GlooPort): GlooDecision {
  const serverName = secure ? serverNameOf(request.socket) : undefined
  return routeRequest(plan, {
    secure,
    port,
    host: request.headers.host ?? '',
    target: request.url ?? '/',
    ...(serverName !== undefined && { serverName }),
  })
}

const COOKIES = ['cookie']
const WITHOUT_END = new AbortController().signal

/** Who forwards reads a list once: the same two lists are the same one again. */
function createJoined(further: readonly string[]): (list: readonly string[]) => readonly string[] {
  const joined = new WeakMap<readonly string[], readonly string[]>()
  return (list) => {
    if (list.length === 0) return further
    const known = joined.get(list) ?? [...list, ...further]
    joined.set(list, known)
    return known
  }
}

/** Connections are shared by the very target: each address is read once. */
function createTargets(addressOf: GlooGatewayParts['addressOf']): (destination: GlooDestination) => Target {
  const targets = new Map<string, Target>()
  return (destination) => {
    const address = addressOf(destination)
    const target = targets.get(address) ?? readTarget(address)
    targets.set(address, target)
    return target
  }
}

type Nowhere = Exclude<GlooDecision, { kind: 'route' }>

function answerFor(decision: Nowhere, plan: GlooPlan, ports: ReadonlyMap<number, number>): OwnAnswer {
  if (decision.kind === 'two-meanings') return TWO_MEANINGS
  if (decision.kind === 'leads-out') return LEADS_OUT
  if (decision.kind !== 'to-https') return NOT_ROUTED
  const port = publicPort(secureListener(plan, decision.host.host)?.port ?? 443, ports)
  const location = `https://${decision.name}${port === 443 ? '' : `:${port}`}${decision.target}`
  return { status: 301, headers: { location }, body: '' }
}

const NO_TUNNELS_HERE = wordsAnswer(405, 'There is no CONNECT here.\n')
const NOT_BY_PATH = wordsAnswer(400, 'The target of the request must be a path.\n')
/** As Envoy says it: nothing. */
const NOT_ROUTED: OwnAnswer = { status: 404, headers: {}, body: '' }
const TWO_MEANINGS = wordsAnswer(
  400,
  'The path can be read in two ways, and they lead to different policies. Write it without percent signs.\n',
)
const LEADS_OUT = wordsAnswer(
  400,
  'The path goes on with another beginning, and its dots would lead out of that. Write it without them.\n',
)
