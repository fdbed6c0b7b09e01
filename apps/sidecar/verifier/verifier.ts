import type { IncomingMessage } from 'node:http'
import type { Clock } from '#core/clock'
import type { AccessDecision } from '#core/access/dialect'
import type { SidecarAccess } from '#core/access/sidecar-access'
import { openContext } from '#core/http/context'
import type { HeaderChanges } from '#core/http/forward/header-changes'
import type { ForwardOptions, ForwardOutcome, Forwarder } from '#core/http/forward/options'
import type { Target } from '#core/http/forward/target'
import { headersNamed } from '#core/http/guard'
import type { Log } from '#core/log'
import type { Traces } from '#core/trace/recorder'
import type { RequestContext } from '#core/trace/request-context'
import { sayAnswer, sendAnswer, type OwnAnswer } from '#core/http/forward/own-answer'
import { untilExpiry } from '#core/http/until-expiry'
import { tracedHeaders } from '#core/http/forward/traced-headers'
import type { ProxyHandlers } from '#core/http/forward/handlers'
import type { RawTunnels } from '../raw-tunnels.ts'
import { tellAnswer, tellOutcome } from '#core/http/forward/tell-outcome'
import type { IdentityHeaders } from './identity.ts'
import { createTokenless, LONGEST_TOKENLESS } from './tokenless.ts'

export interface VerifierParts {
  access: SidecarAccess
  identity: IdentityHeaders
  forwarder: Forwarder
  upstream: Target
  /** What the trace calls the service behind it. */
  upstreamName: string
  tunnels: RawTunnels
  /** By which tokens are judged. */
  clock: Clock
  machine: Clock
  traces: Traces
  log: Log
}

/**
 * The reverse proxy: a request goes on when its token is believed, without the token, and with headers that say who was
 * believed. Nothing that it is asked leads anywhere but to its upstream.
 */
export function createVerifier(given: VerifierParts): ProxyHandlers {
  const { access, forwarder, upstream, tunnels, machine, traces } = given
  const parts = { ...given, taken: [...given.identity.remove, 'authorization'] }
  const tokenless = createTokenless()

  /** Bounds what nobody answers for. */
  async function bounded(
    { decision }: GoesOn,
    options: ForwardOptions,
    forward: (options: ForwardOptions) => Promise<ForwardOutcome>,
  ): Promise<ForwardOutcome> {
    if (decision.kind !== 'open') return forward(options)
    const { signal, leave } = tokenless.enter()
    return forward({ ...options, signal, times: { total: LONGEST_TOKENLESS } }).finally(leave)
  }

  return {
    async request(request, response) {
      const context = openContext(request, traces, machine)
      const decision = await decideOn(parts, request, context)
      if (decision.kind !== 'goes-on') return sendAnswer(response, answered(context, decision.answer))
      const options = await optionsFor(parts, decision, request, context)
      const passed = bounded(decision, options, (within) => forwarder.forward(request, response, upstream, within))
      tellOutcome(parts, context, await passed)
    },

    async upgrade(request, socket, head) {
      const context = openContext(request, traces, machine)
      const decision = await decideOn(parts, request, context)
      if (decision.kind !== 'goes-on') return sayAnswer(socket, answered(context, decision.answer))
      const options = await optionsFor(parts, decision, request, context)
      const expiry = untilExpiry(decision.until, parts.clock)
      const outcome = await bounded(decision, { ...options, signal: expiry.signal }, (within) =>
        forwarder.forwardUpgrade(request, socket, head, upstream, within),
      )
      expiry.forget()
      tellOutcome(parts, context, outcome)
    },

    async connect(request, socket, head) {
      const context = openContext(request, traces, machine)
      const { connect } = access.answers
      if (connect !== 'tunnel') return sayAnswer(socket, answered(context, connect))
      context.recorder.step({
        verb: 'sends',
        what: 'whatever comes through a tunnel, without a token (W1)',
        to: parts.upstreamName,
      })
      tunnels.open(socket, head, upstream)
    },
  }
}

interface GoesOn {
  kind: 'goes-on'
  decision: Exclude<AccessDecision, { answer: unknown }>
  until: number
}

/** Whether a request goes on, and as whose. */
type Way = GoesOn | { kind: 'answered'; answer: OwnAnswer }

async function decideOn({ access }: VerifierParts, request: IncomingMessage, context: RequestContext): Promise<Way> {
  const { method = 'GET', url = '/' } = request
  if (!url.startsWith('/') && url !== '*') return { kind: 'answered', answer: access.answers.absoluteTarget }
  const decision = await access.decide(
    { authorization: headersNamed(request, 'authorization'), method, target: url },
    context,
  )
  if ('answer' in decision) return { kind: 'answered', answer: decision.answer }
  return { kind: 'goes-on', decision, until: decision.kind === 'believed' ? decision.until : Infinity }
}

async function optionsFor(
  { access, identity, upstreamName, taken }: VerifierParts & { taken: readonly string[] },
  { decision, until }: GoesOn,
  request: IncomingMessage,
  context: RequestContext,
): Promise<ForwardOptions> {
  const isStrict = !access.description.forwardsToken

  /** For each try another identity: a signed one may be good for once. */
  async function changes(): Promise<HeaderChanges> {
    const own = decision.kind === 'believed' ? await identity.of(decision.claims, until) : {}
    const traced = tracedHeaders(`${request.method} on, without the token`, context, upstreamName)
    // A name that is ours is nobody else's, in the dialect of the original too.
    return { set: { ...own, ...traced }, remove: isStrict ? taken : identity.remove }
  }

  return {
    host: 'client',
    onAnswer: tellAnswer(context),
    headers: await changes(),
    ...(decision.kind === 'believed' && { client: `issuer ${decision.issuer}` }),
    headersAgain: changes,
    ...(isStrict && { forwarded: 'set' }),
  }
}

/** The dialect has told the trace why; this is what the client hears of it. */
function answered({ recorder }: RequestContext, answer: OwnAnswer): OwnAnswer {
  recorder.step({ verb: 'answers', what: `with ${answer.status}` })
  return answer
}
