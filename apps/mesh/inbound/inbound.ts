import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Clock } from '#core/clock'
import { openContext } from '#core/http/context'
import { wordsAnswer } from '#core/http/forward/own-answer'
import type { Forwarder, ForwardOptions, ForwardOutcome } from '#core/http/forward/options'
import { inFrontOf, type DecideAndPass, type ProxyHandlers } from '#core/http/forward/handlers'
import type { Target } from '#core/http/forward/target'
import { tellAnswer, tellOutcome } from '#core/http/forward/tell-outcome'
import { tracedHeaders } from '#core/http/forward/traced-headers'
import { headersNamed } from '#core/http/guard'
import type { PeerIdentity } from '#core/http/peer-identity'
import type { Traces } from '#core/trace/recorder'
import type { RequestContext } from '#core/trace/request-context'
import { accessLine } from './access-line.ts'
import { checkRequest, type CheckedRequest, type CheckParts } from './check-request.ts'

export interface InboundParts extends CheckParts {
  peerOf(socket: Socket): PeerIdentity | undefined
  /** Whether whoever is connected may still ask. */
  isWelcome(socket: Socket): boolean
  forwarder: Forwarder
  upstream(): Target
  /** What traces call the service behind it. */
  upstreamName: string
  machine: Clock
  traces: Traces
}

/**
 * The way in to a workload: a request goes on when the policies allow it, with what its tokens put into it and without what a
 * client cannot know. Nothing that it is asked leads anywhere but to its upstream.
 */
export function createInbound(parts: InboundParts): ProxyHandlers {
  const { forwarder, machine, traces } = parts

  const decide: DecideAndPass = async (request, say, pass) => {
    const { socket } = request
    if (!parts.isWelcome(socket)) return void socket.destroy()
    const begin = machine.monotonic()
    const context = openContext(request, traces, machine)
    const peer = parts.peerOf(socket)
    const requestId = headersNamed(request, 'x-request-id')[0] ?? randomUUID()
    const ended = (detail: string, outcome: Pick<ForwardOutcome, 'status' | 'sent' | 'received'>) =>
      logAccess(parts, request, { detail, outcome, requestId, duration: machine.monotonic() - begin })

    const checked = await checkRequest(parts, request, peer, context)
    if (checked.kind === 'answered') {
      context.recorder.step({ verb: 'answers', what: `with ${checked.answer.status}` })
      say(checked.answer)
      return ended(checked.detail, {
        status: checked.answer.status,
        sent: 0,
        received: Buffer.byteLength(checked.answer.body),
      })
    }
    const outcome = await pass(parts.upstream(), passOptions(parts, checked, request, { peer, requestId, context }))
    tellOutcome(parts, context, outcome)
    ended(outcome.kind === 'answered' ? 'via_upstream' : outcome.kind, outcome)
  }

  return inFrontOf(forwarder, decide, NO_CONNECT)
}

const NO_CONNECT = wordsAnswer(405, 'There is no CONNECT here.\n')

interface AboutRequest {
  peer: PeerIdentity | undefined
  requestId: string
  context: RequestContext
}

function passOptions(
  { upstreamName }: InboundParts,
  { target, changes, answerHeaders }: CheckedRequest & { kind: 'goes-on' },
  request: IncomingMessage,
  { peer, requestId, context }: AboutRequest,
): ForwardOptions {
  const traced = tracedHeaders(`${request.method} on`, context, upstreamName)
  return {
    path: target,
    host: 'client',
    ...(peer && { client: peer.uri }),
    onAnswer: tellAnswer(context),
    headers: [...changes, { set: { 'x-request-id': requestId, ...traced } }],
    answerHeaders,
  }
}

interface EndedRequest {
  detail: string
  outcome: Pick<ForwardOutcome, 'status' | 'sent' | 'received'>
  requestId: string
  duration: number
}

/** Refusals are told; what went through is for who looks closely. */
function logAccess({ log, at, upstreamName }: InboundParts, request: IncomingMessage, ended: EndedRequest): void {
  const { detail, outcome, requestId, duration } = ended
  const isRefusal = REFUSAL_DETAILS.test(detail)
  if (!isRefusal && !log.isLevelEnabled('debug')) return
  const { status, sent, received } = outcome
  const upstream = isRefusal ? '-' : upstreamName
  const facts = { status, detail, received: sent, sent: received, duration, requestId, port: at.port, upstream }
  log[isRefusal ? 'info' : 'debug']({ status, detail, line: accessLine(request, facts) }, 'access')
}

const REFUSAL_DETAILS = /^(?:rbac|jwt_authn|ext_authz)_/
