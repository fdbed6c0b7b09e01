import type { AskedRequest, RequestContext } from '#core/access/dialect'
import type { Clock } from '#core/clock'
import type { Forwarder } from '#core/http/forward/options'
import type { OwnAnswer } from '#core/http/forward/own-answer'
import type { Log } from '#core/log'
import type { Traces } from '#core/trace/recorder'
import type { RelayConfig, RelayPort } from '../config/relay-config.ts'
import type { Endpoints } from '../endpoints.ts'
import type { PortAccess, PortDecision } from './port-access.ts'
import type { TellLater, UntilOver } from './later-steps.ts'
import type { Connected } from './connected.ts'
import { relayAnswer, type RelaySaying } from './relay-answers.ts'
import type { Refusals } from './refusals.ts'
import type { TcpConnections } from './tcp-connections.ts'

/** What each port of a relay is made of. */
export interface PortParts {
  config: RelayConfig
  access: PortAccess
  endpoints: Endpoints
  refusals: Refusals
  /** By which tokens are judged. */
  clock: Clock
  machine: Clock
  log: Log
  traces: Traces
  /** What traces call whoever listens for an endpoint. */
  nameOf(endpoint: string): string
  tellLater: TellLater
  untilOver: UntilOver
}

/** Of the port of clients, besides. */
export interface ProxyPortParts extends PortParts {
  forwarder: Forwarder
  tcp: TcpConnections
  connected: Connected
}

/** A request at a port. */
export interface AtPort {
  port: RelayPort
  asked: AskedRequest
  context: RequestContext
  /** What it asks for, as far as it says so. */
  endpoint: string | undefined
  say(answer: OwnAnswer): void
}

/** Who asks, if they may; else they are answered, and it is taken down. @returns undefined when they were answered */
export async function whoMayGoOn(
  { access, refusals, clock }: PortParts,
  { port, asked, context, endpoint, say }: AtPort,
): Promise<(PortDecision & { kind: 'goes-on' }) | undefined> {
  const decision = await access.decide(asked, context)
  if (decision.kind === 'goes-on') return decision
  const { answer, reason, check } = decision
  refusals.add({
    at: clock.now(),
    port,
    status: answer.status,
    reason,
    check,
    ...(endpoint !== undefined && { endpoint }),
  })
  tellAnswered(context, answer)
  say(answer)
  return undefined
}

/** Says that somebody who may cannot, and takes it down. */
export function sayWhyNot(
  { config: { dialect }, refusals, clock, log }: PortParts,
  { port, context, endpoint, say }: AtPort,
  saying: RelaySaying,
  headers?: Record<string, string>,
): void {
  const answer = relayAnswer(saying, dialect, headers)
  const about = { port, reason: saying, ...(endpoint !== undefined && { endpoint }) }
  refusals.add({ at: clock.now(), status: answer.status, ...about })
  log.warn({ ...about, traceId: context.trace.traceId }, 'not-passed-on')
  tellAnswered(context, answer)
  say(answer)
}

const tellAnswered = ({ recorder }: RequestContext, { status }: OwnAnswer) =>
  void recorder.step({ verb: 'answers', what: `with ${status}` })
