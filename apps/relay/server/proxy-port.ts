import type { IncomingMessage, ServerResponse } from 'node:http'
import type { RequestContext } from '#core/access/dialect'
import { openContext } from '#core/http/context'
import { answerWithProblem } from '#core/http/forward/failures'
import { inFrontOf, type DecideAndPass, type ProxyHandlers } from '#core/http/forward/handlers'
import type { ForwardOptions } from '#core/http/forward/options'
import { sendAnswer } from '#core/http/forward/own-answer'
import { tellAnswer, tellOutcome } from '#core/http/forward/tell-outcome'
import { tracedHeaders } from '#core/http/forward/traced-headers'
import { headersNamed } from '#core/http/guard'
import type { Problem } from '#core/http/problem'
import { CUT_CLIENT, HANDED_ON } from './later-steps.ts'
import { connectedBy } from './connected.ts'
import { openUntil } from './open-until.ts'
import { passTcp } from './pass-tcp.ts'
import { proxyEndpoint, tcpEndpoint, TCP_PROTOCOL } from './paths.ts'
import { askedAtPort, RELAY_TOKEN_HEADER } from './port-access.ts'
import { sayWhyNot, whoMayGoOn, type PortParts, type ProxyPortParts } from './port-parts.ts'
import { pikoProblem, relayAnswer } from './relay-answers.ts'

/** The port of clients: who may connect to an endpoint gets through to whoever listens for it. */
export function createProxyPort(parts: ProxyPortParts): ProxyHandlers {
  const { endpoints, config, machine, traces, clock, log, forwarder, connected } = parts
  const { dialect, proxy } = config

  const decide: DecideAndPass = async (request, say, pass) => {
    const context = openContext(request, traces, machine)
    const asked = askedAtPort(request, context)
    const at = { port: 'proxy' as const, asked, context, endpoint: proxyEndpoint(asked), say }
    const who = await whoMayGoOn(parts, at)
    if (!who) return
    const { endpoint, until } = who
    if (tcpEndpoint(asked) !== undefined) return sayWhyNot(parts, at, 'no-upgrade', { upgrade: TCP_PROTOCOL })
    const target = endpoints.choose(endpoint, request.headers.host ?? endpoint)
    if (!target) return sayWhyNot(parts, at, 'nobody-listens')
    const tell = () => parts.tellLater(context, CUT_CLIENT)
    const isUpgrade = request.headers.upgrade !== undefined
    const patience = isUpgrade ? 0 : proxy.timeout
    const ends = until !== Infinity && dialect === 'strict' // PK-10: there it stays open
    const open = ends ? openUntil({ until, patience, clock, tell }) : undefined
    const options = relayOptions(parts, request, context, endpoint)
    const leave = isUpgrade ? connected.enter(connectedBy('web socket', who, clock.now())) : undefined
    const onAnswer = (status: number) => {
      open?.begins()
      leave?.() // an answer is no web socket
      options.onAnswer?.(status)
    }
    const outcome = await pass(target, { ...options, onAnswer, ...(open && { signal: open.signal }) })
    open?.close()
    leave?.()
    if (proxy.accessLog)
      log.info({ method: request.method, endpoint, status: outcome.status, traceId: context.trace.traceId }, 'request')
    tellOutcome(parts, context, outcome)
  }

  const handlers = inFrontOf(forwarder, decide, relayAnswer('no-tunnel', dialect))
  return {
    ...handlers,
    upgrade: (request, socket, head) =>
      isTcp(request) ? passTcp(request, socket, head, parts) : handlers.upgrade(request, socket, head),
  }
}

const isTcp = ({ headers, method = 'GET', url: target = '/' }: IncomingMessage) =>
  headers.upgrade?.toLowerCase() === TCP_PROTOCOL && tcpEndpoint({ method, target, authorization: [] }) !== undefined

/** What is for the relay alone does not go on, and least of all its token: whoever is behind an endpoint could use it (PK-8). */
const OF_THE_RELAY = ['x-piko-*']
const WITH_AUTHORIZATION = [...OF_THE_RELAY, 'authorization']

/** Piko passes on all of it, and says that it did. */
const AS_PIKO = { set: { 'x-piko-forward': 'true' } }

function relayOptions(
  { config: { dialect, proxy }, access, nameOf }: PortParts,
  request: IncomingMessage,
  context: RequestContext,
  endpoint: string,
): ForwardOptions {
  const { timeout } = proxy
  if (dialect === 'piko' && access.description) context.recorder.step(HANDED_ON)
  const traced = tracedHeaders(`${request.method} on`, context, nameOf(endpoint))
  const about = { host: 'client', onAnswer: tellAnswer(context) } as const
  if (dialect === 'piko') {
    const times = request.headers.upgrade === undefined ? { headers: timeout, total: timeout } : { headers: timeout }
    const headers = { set: { ...AS_PIKO.set, ...traced } }
    return { ...about, headers, times, answerProblem: answerAsPiko }
  }
  const remove = headersNamed(request, RELAY_TOKEN_HEADER).length > 0 ? OF_THE_RELAY : WITH_AUTHORIZATION
  return { ...about, forwarded: 'set', headers: { set: traced, remove }, times: { headers: timeout } }
}

function answerAsPiko(problem: Problem, request: IncomingMessage, response: ServerResponse): void {
  const answer = pikoProblem(problem)
  if (answer) sendAnswer(response, answer)
  else answerWithProblem(problem, request, response)
}
