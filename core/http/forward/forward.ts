import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Problem } from '../problem.ts'
import { clientNetwork } from './client-network.ts'
import { runExchange } from './exchange.ts'
import type { Switched } from './exchange-parts.ts'
import { endedEarly, ourFault, tooManyExchanges } from './failures.ts'
import { readChanges, type ReadChanges } from './header-changes.ts'
import type { Forwarder, ForwarderSettings, ForwardLimits, ForwardOptions, ForwardOutcome } from './options.ts'
import { faultOfRequest } from './refusals.ts'
import { answerRefusal } from './refuse.ts'
import { askedPath, requestHead } from './request-head.ts'
import { createShare } from './share.ts'
import type { Target } from './target.ts'
import { openTunnel } from './tunnel.ts'
import { answerOn, faultOfSwitch, protocolAskedFor } from './upgrade.ts'
import { createWatch } from './watch.ts'
import { createUpstreams } from './upstreams.ts'

export type * from './options.ts'

/** Times in milliseconds. A service that sends events says something every few seconds. */
export const FORWARD_LIMITS: ForwardLimits = {
  connect: 5000,
  headers: 30_000,
  upstreamSilence: 60_000,
  clientSilence: 30_000,
  tunnelSilence: 300_000,
  connections: 64,
  exchanges: 512,
  tunnels: 256,
  targets: 64,
}

const CLIENT_GONE: ForwardOutcome = { kind: 'client-gone', status: 0, sent: 0, received: 0 }

/** Of the answer; targets are spoken to by HTTP/1.1 (RFC 9110 §7.6.3). */
const viaOf = ({ via }: ForwardOptions) => (via === undefined ? undefined : { set: { Via: `1.1 ${via}` } })

/** Whether the body has been asked for; Node does it by itself where a server listens to 'request' alone. */
const hasContinued = (response: ServerResponse): boolean => Reflect.get(response, '_sent100') === true // where Node keeps it; not in the types

interface Passage {
  request: IncomingMessage
  response: ServerResponse
  target: Target
  options: ForwardOptions
  /** To change the protocol, and who speaks it then. */
  switching?: { protocol: string; socket: Duplex; head: Buffer }
}

/** Opens the one reverse proxy of a process: see `Forwarder`. */
export function createForwarder({ clock, host = 'localhost', limits: given }: ForwarderSettings): Forwarder {
  const limits = { ...FORWARD_LIMITS, ...given }
  const upstreams = createUpstreams({ host, ...limits })
  const watch = createWatch(clock)
  const exchanges = createShare(limits.exchanges)
  const tunnels = createShare(limits.tunnels)
  let isClosed = false

  async function pass(passage: Passage): Promise<ForwardOutcome> {
    const { request, response, target, options, switching } = passage
    if (response.destroyed) return CLIENT_GONE
    const awaitsContinue = request.headers.expect !== undefined && !hasContinued(response)
    const say = (problem: Problem, cause?: unknown): ForwardOutcome => {
      answerRefusal(problem, request, response, options, awaitsContinue, clock)
      return { kind: 'refused', problem, cause, status: problem.status, sent: 0, received: 0 }
    }
    const path = options.path ?? askedPath(request)
    const refusal = faultOfRequest(request, path) ?? (isClosed ? endedEarly() : undefined)
    if (refusal) return say(refusal)
    const { client = clientNetwork(request.socket) } = options
    if (!exchanges.take(client)) return say(tooManyExchanges())
    const upstream = upstreams.take(target, client)
    if (!upstream) {
      exchanges.leave(client)
      return say(tooManyExchanges())
    }
    const times = options.times ? { ...limits, ...options.times } : limits
    let result: ForwardOutcome | Switched
    let answerChanges: ReadChanges | undefined
    try {
      const headBy = (by: ForwardOptions) => {
        const made = requestHead(request, target, path, by, switching?.protocol)
        if (!awaitsContinue) made.expectsContinue = false
        return made
      }
      const head = headBy(options)
      const { headersAgain } = options
      const headAgain = headersAgain && (async () => headBy({ ...options, headers: await headersAgain() }))
      answerChanges = readChanges([viaOf(options), options.answerHeaders])
      const parts = { request, response, head, headAgain, answerChanges, upstream, client, times, options, clock }
      result = await watch.until(runExchange(parts), options.signal)
    } catch (error) {
      return say(ourFault(error), error)
    } finally {
      exchanges.leave(client)
      upstreams.leave(upstream, client)
    }
    if (!switching || !('switched' in result)) return result as ForwardOutcome // it changes only where it is asked to
    const { socket, head } = switching
    response.detachSocket(request.socket)
    const tunnel = openTunnel({ ...result, client: socket, clientHead: head, answerChanges, times, clock })
    return watch.until(tunnel, options.signal)
  }

  return {
    forward: (request, response, target, options = {}) => pass({ request, response, target, options }),
    async forwardUpgrade(request, socket, head, target, options = {}) {
      socket.on('error', () => {}) // 'close' follows
      const response = answerOn(request)
      const protocol = protocolAskedFor(request, options.upgradeTo)
      const { client = clientNetwork(request.socket) } = options
      const fault = faultOfSwitch(request)
      const isFull = !fault && protocol !== undefined && !tunnels.take(client)
      const problem = isFull ? tooManyExchanges() : fault
      if (problem) {
        answerRefusal(problem, request, response, options, false, clock)
        return { kind: 'refused', problem, status: problem.status, sent: 0, received: 0 }
      }
      if (protocol === undefined) return pass({ request, response, target, options })
      try {
        return await pass({ request, response, target, options, switching: { protocol, socket, head } })
      } finally {
        tunnels.leave(client)
      }
    },
    get open() {
      return { exchanges: exchanges.taken, tunnels: tunnels.taken, targets: upstreams.size }
    },
    async close(now) {
      isClosed = true
      await watch.end(now ? 'all' : 'tunnels')
      upstreams.close()
    },
  }
}
