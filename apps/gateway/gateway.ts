import type { IncomingMessage } from 'node:http'
import type { AskedRequest, RequestContext } from '#core/access/dialect'
import { kongError } from '#core/access/dialects/kong/answers'
import type { GatewayDecision } from '#core/access/gateway-decision'
import type { ReadCounter } from '#core/access/read-counter'
import type { Clock } from '#core/clock'
import { openContext } from '#core/http/context'
import { inFrontOf, type DecideAndPass, type ProxyHandlers } from '#core/http/forward/handlers'
import type { Forwarder, ForwardOptions } from '#core/http/forward/options'
import { wordsAnswer } from '#core/http/forward/own-answer'
import type { Target } from '#core/http/forward/target'
import { tellAnswer, tellOutcome } from '#core/http/forward/tell-outcome'
import { tracedHeaders } from '#core/http/forward/traced-headers'
import { headersNamed } from '#core/http/guard'
import { untilExpiry } from '#core/http/until-expiry'
import type { Log } from '#core/log'
import type { Traces } from '#core/trace/recorder'
import type { GatewayAdmin } from './admin/admin.ts'
import type { GatewayMetrics } from './metrics.ts'

/** Who decides in a gateway: one for each profile. */
export interface GatewayAccess {
  decide(request: AskedRequest, context: RequestContext, address: string): Promise<GatewayDecision>
  /** Headers that only the gateway says. */
  readonly identityHeaders: readonly string[]
  readonly description: { readonly forwardsToken: boolean }
  readonly reads: ReadCounter
}

export interface GatewayParts {
  access: GatewayAccess
  admin: GatewayAdmin
  metrics: GatewayMetrics
  forwarder: Forwarder
  upstream: Target
  /** What traces call the service behind it. */
  upstreamName: string
  /** By which tokens are judged. */
  clock: Clock
  machine: Clock
  traces: Traces
  log: Log
}

/**
 * The reverse proxy: first goes what a client says of who it is, then it is decided who that is, and then the request goes on with what
 * the gateway says of it. Paths of its own lead nowhere else, and nothing that it is asked leads anywhere but to its upstream.
 */
export function createGateway(parts: GatewayParts): ProxyHandlers {
  const { access, admin, metrics, machine, traces, clock } = parts
  const remove = [...access.identityHeaders, ...(access.description.forwardsToken ? [] : ['authorization'])]

  const decide: DecideAndPass = async (request, say, pass) => {
    const context = openContext(request, traces, machine)
    const { url = '/', socket } = request
    const answered: typeof say = (answer) => {
      context.recorder.step({ verb: 'answers', what: `with ${answer.status}` })
      say(answer)
    }
    const asked = askedOf(request, context)
    if (!url.startsWith('/') && url !== '*') return answered(kongError(400, NOT_A_PROXY, asked))
    const own = admin.answer(request, context)
    if (own) return answered(await own)

    const decision = await access.decide(asked, context, socket.remoteAddress ?? '')
    const reads = access.reads.of(context)
    context.recorder.step({ verb: 'goes-by', what: saidReads(reads) })
    metrics.count(decision.kind === 'answered' ? decision.reason : undefined, reads)
    if (decision.kind === 'answered') return answered(decision.answer)
    const ends = isTunnel(request) && decision.until !== Infinity
    const expiry = ends ? untilExpiry(decision.until, clock) : undefined
    const options = passingOptions(parts, decision, request, context, remove)
    tellOutcome(parts, context, await pass(parts.upstream, { ...options, ...(expiry && { signal: expiry.signal }) }))
    expiry?.forget()
  }

  return inFrontOf(parts.forwarder, decide, NO_CONNECT_HERE)
}

const NO_CONNECT_HERE = wordsAnswer(405, 'There is no CONNECT here.\n')

const NOT_A_PROXY = 'The target of the request must be a path'

/** A request that began in time is answered; a web socket ends with its token. */
const isTunnel = ({ headers }: IncomingMessage) => headers.upgrade !== undefined

const saidReads = (reads: number) =>
  reads === 0
    ? 'the token alone: no store was read'
    : `what a store says, which was read ${reads === 1 ? 'once' : `${reads} times`}`

const askedOf = (request: IncomingMessage, { trace }: RequestContext): AskedRequest => ({
  method: request.method ?? 'GET',
  target: request.url ?? '/',
  authorization: headersNamed(request, 'authorization'),
  fields: request.rawHeaders,
  scheme: 'http',
  id: trace.traceId,
})

function passingOptions(
  { upstreamName }: GatewayParts,
  { headers, answerHeaders }: GatewayDecision & { kind: 'goes-on' },
  { method }: IncomingMessage,
  context: RequestContext,
  remove: readonly string[],
): ForwardOptions {
  return {
    host: 'target',
    forwarded: 'set',
    onAnswer: tellAnswer(context),
    headers: { set: { ...headers, ...tracedHeaders(`${method} on, with who asks,`, context, upstreamName) }, remove },
    answerHeaders: { set: answerHeaders },
  }
}
