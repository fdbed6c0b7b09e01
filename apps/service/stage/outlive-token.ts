import { once } from 'node:events'
import type { Socket } from 'node:net'
import type { Clock } from '#core/clock'
import { sayDuration } from '#core/control/duration'
import { askPlain } from '#core/http/ask-plain'
import { Problem } from '#core/http/problem'
import { isObject } from '#core/token/claims'
import { redact } from '#core/token/redact'
import { writeTraceparent, writeTracestate } from '#core/trace/context'
import type { RequestContext } from '#core/trace/request-context'
import type { RelayParty } from '#scenarios'
import { jsonOrNothing } from '../plain/json-or-nothing.ts'
import { askPlainUpgrade, isAnsweredOn } from '../plain/plain-upgrade.ts'
import { unreachableParty, untilDeadline } from './ask-party.ts'
import type { NamedTokenOfPlay } from './named-token.ts'
import { relayRefusal } from './read-relay-answer.ts'

export interface OutliveParts {
  /** Where the control plane of the relays is, that of their process. */
  neighbours: { host: string; port: number; token: string | undefined }
  /** Of the machine. */
  clock: Clock
  /** In which headers a token comes. */
  headersOf: NamedTokenOfPlay['headersOf']
}

export interface Outliving {
  relay: RelayParty
  /** Of the relay, on this machine: for clients, and for agents. */
  ports: { client: number; agent: number }
  /** The one to connect ends a moment sooner. */
  tokens: { client: string; agent: string }
  connect: string
  listen: string
  lifetimeSeconds: number
}

/** So much later than its end it is looked at, whatever a relay allows for clocks that differ. Seconds. */
const BEYOND_ITS_END = 60

/**
 * Opens a connection to an endpoint and one that listens for another, lets so much time pass for these two that their tokens have ended,
 * and tells what became of both. For everybody else no time has passed.
 */
export async function outliveToken(
  { neighbours, clock, headersOf }: OutliveParts,
  context: RequestContext,
  { relay, ports, tokens, connect, listen, lifetimeSeconds }: Outliving,
): Promise<unknown> {
  const { trace, recorder } = context
  const { signal, stop } = untilDeadline(context, clock)
  const open: Socket[] = []

  /** @returns the refusal where there is one */
  async function dial(
    who: 'client' | 'agent',
    path: string,
    protocol: string,
    what: string,
  ): Promise<Socket | { refusal: unknown }> {
    const spanId = recorder.step({ verb: 'asks', what, to: relay })
    const traced = { traceparent: writeTraceparent(trace, spanId), ...writeTracestate(trace) }
    const headers = { ...headersOf(tokens[who]), ...traced }
    const answer = await askPlainUpgrade({ host: 'localhost', port: ports[who] }, { path, protocol, headers }, signal)
    if (!('socket' in answer)) return { refusal: relayRefusal(relay, answer) }
    open.push(answer.socket)
    return answer.socket
  }

  const isAnswered = (socket: Socket, again: string) => {
    const spanId = recorder.step({ verb: 'sends', what: `GET /echo${again}, on this connection,`, to: relay })
    const traced = { traceparent: writeTraceparent(trace, spanId), ...writeTracestate(trace) }
    return isAnsweredOn(socket, '/echo', { host: connect, ...traced }, signal)
  }

  try {
    const client = await dial('client', `/_piko/v1/tcp/${encodeURIComponent(connect)}`, 'piko-tcp', `for a connection to ${connect} that stays open`) // prettier-ignore
    if ('refusal' in client) return client.refusal
    const agent = await dial('agent', `/piko/v1/upstream/${encodeURIComponent(listen)}`, 'piko-tunnel', `to listen for ${listen}`) // prettier-ignore
    if ('refusal' in agent) return agent.refusal
    const cut = once(agent, 'close')
    await untilListed(agent, signal)
    if (!(await isAnswered(client, ''))) throw new Problem('peer-unreachable', 'The connection was cut before its token ended.', { members: { peer: relay } }) // prettier-ignore
    await letPass(neighbours, (lifetimeSeconds + BEYOND_ITS_END) * 1000, context, clock)
    const connecting = (await isAnswered(client, ' again')) ? 'still open, and answered' : 'cut'
    if (connecting === 'cut') recorder.step({ verb: 'finds', what: 'nobody answers: this connection was cut' })
    const listening = (await isCutInTime(cut, context, clock)) ? 'cut' : 'still open'
    return { connecting, listening }
  } catch (error) {
    throw error instanceof Problem ? error : unreachableParty(relay, signal.aborted, error)
  } finally {
    stop()
    for (const socket of open) socket.destroy()
  }
}

/** The first word of whoever serves a tunnel, settings without any, and that it has been read (RFC 9113 §6.5). */
const SETTINGS = Buffer.from('000000040000000000', 'hex')
const SETTINGS_READ = Buffer.from('000000040100000000', 'hex').toString('latin1')

/** A relay lists nobody who does not speak. @throws Error when it is cut before that, or the play is over */
function untilListed(agent: Socket, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let heard = ''
  agent.on('data', (piece: Buffer) => {
    heard = (heard + piece.toString('latin1')).slice(-1000)
    if (heard.includes(SETTINGS_READ)) resolve()
  })
  agent.once('close', () => reject(new Error('the relay has cut whoever was to listen')))
  signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  agent.write(SETTINGS)
  return promise
}

/** Whoever is cut hears of it at once; else half of the time that is left is waited for it. */
async function isCutInTime(cut: Promise<unknown>, { deadline }: RequestContext, clock: Clock): Promise<boolean> {
  const patience = new AbortController()
  const late = clock.delay(Math.max(1, deadline - clock.monotonic()) / 2, patience.signal).then(() => false, () => false) // prettier-ignore
  const isCut = await Promise.race([cut.then(() => true), late])
  patience.abort()
  return isCut
}

/** Lets time pass for what this play has opened. @throws Problem where the control plane does not do it */
async function letPass(
  { host, port, token }: OutliveParts['neighbours'],
  by: number,
  { trace, recorder, deadline }: RequestContext,
  clock: Clock,
): Promise<void> {
  const what = `to let ${sayDuration(by)} pass for the connections of this play`
  const headers = { traceparent: writeTraceparent(trace, recorder.step({ verb: 'asks', what, to: 'neighbours' })) }
  const path = `/control/traces/${trace.traceId}/ahead`
  const asked = {
    host,
    port,
    method: 'POST',
    path,
    token,
    patience: Math.max(1, deadline - clock.monotonic()),
    headers,
  }
  const { status, text } = await askPlain({ ...asked, body: { by: by / 1000 } }, clock).catch(noNeighbours)
  const body = jsonOrNothing(text)
  if (status !== 200) throw cannotPass(isObject(body) && typeof body['detail'] === 'string' ? body['detail'] : '')
  if (isObject(body) && body['connections'] === 0) throw cannotPass('no connection of this play is open there')
}

function noNeighbours(cause: unknown): never {
  const detail = 'The process "neighbours" cannot be reached on its plain port, where time can pass.'
  throw new Problem('peer-unreachable', detail, { members: { peer: 'neighbours' }, cause })
}

function cannotPass(why: string): Problem {
  const said = why === '' ? 'it does not say why' : redact(why).slice(0, 300)
  return new Problem('cannot-decide', `No time can pass at neighbours: ${said}`, { members: { peer: 'neighbours' } })
}
