import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { RequestContext } from '#core/access/dialect'
import { openContext } from '#core/http/context'
import type { ProxyHandlers } from '#core/http/forward/handlers'
import { sayAnswer, sendAnswer, type OwnAnswer } from '#core/http/forward/own-answer'
import { openDialTunnel, type Tunnel } from '../tunnel/dial.ts'
import { CUT_AGENT } from './later-steps.ts'
import { listenEndpoint, TUNNEL_PROTOCOL } from './paths.ts'
import { askedAtPort, type PortAccess } from './port-access.ts'
import { sayWhyNot, whoMayGoOn, type PortParts } from './port-parts.ts'
import { relayAnswer } from './relay-answers.ts'

export interface UpstreamPort {
  handlers: ProxyHandlers
  /** Ends all tunnels. */
  close(): void
}

export interface UpstreamPortParts extends PortParts {
  /** Who decides about a request that is for no endpoint. */
  noEndpoint: PortAccess
}

interface ListeningRight {
  endpoint: string
  until: number
  subject?: string
}

/** The port of agents: who may listen for an endpoint has its connection turned around, and gets what clients ask there. */
export function createUpstreamPort(parts: UpstreamPortParts): UpstreamPort {
  const { config, endpoints, machine, traces, noEndpoint } = parts
  const { dialect } = config
  const tunnels = new Set<Tunnel>()

  function atPort(request: IncomingMessage, say: (answer: OwnAnswer) => void) {
    const context = openContext(request, traces, machine)
    const asked = askedAtPort(request, context)
    return { port: 'upstream' as const, asked, context, endpoint: listenEndpoint(asked), say }
  }

  /** Without the change of protocol nobody listens. */
  async function refuse(request: IncomingMessage, say: (answer: OwnAnswer) => void): Promise<void> {
    const at = atPort(request, say)
    const isPath = at.endpoint !== undefined
    if (!(await whoMayGoOn(isPath ? parts : { ...parts, access: noEndpoint }, at))) return
    if (isPath) sayWhyNot(parts, at, 'no-upgrade', { upgrade: TUNNEL_PROTOCOL })
    else sayWhyNot(parts, at, 'no-route')
  }

  async function listen(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on('error', () => {}) // 'close' follows
    const say = (answer: OwnAnswer) => sayAnswer(socket, answer)
    const at = atPort(request, say)
    if (at.endpoint === undefined || request.method !== 'GET') return refuse(request, say)
    const who = await whoMayGoOn(parts, at)
    if (!who || socket.destroyed) return
    if (endpoints.isFull(who.endpoint)) return sayWhyNot(parts, at, 'full')
    await writeWhole(
      socket,
      `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${TUNNEL_PROTOCOL}\r\n\r\n`,
    )
    if (socket.destroyed || endpoints.isFull(who.endpoint)) return void socket.destroy()
    if (head.length > 0) socket.unshift(head)
    const tunnel = openDialTunnel(socket as Socket, encodeURIComponent(who.endpoint), machine) // Node hands out the socket itself
    tunnels.add(tunnel)
    void tunnel.ended.then(() => tunnels.delete(tunnel))
    // Whoever says nothing, or not this, is nobody to send clients to.
    if (await tunnel.opened) serveEndpoint(who, tunnel, at.context)
  }

  function serveEndpoint(who: ListeningRight, tunnel: Tunnel, context: RequestContext): void {
    const { log, clock, tellLater, untilOver } = parts
    const { endpoint, until, subject } = who
    const ends = until !== Infinity
    const about = { endpoint, ...(subject !== undefined && { subject }) }
    const listener = { ...about, tunnel, since: clock.now(), ...(ends && { until }) }
    if (!endpoints.add(listener)) return tunnel.close('now') // until it closes
    log.info({ ...about, ...(ends && { until: new Date(until).toISOString() }) }, 'agent-listens')
    const expiry = ends ? untilOver(context, until) : undefined
    expiry?.signal.addEventListener('abort', () => {
      log.info(about, 'agent-expired')
      tunnel.close('now')
      tellLater(context, CUT_AGENT)
    })
    void tunnel.ended.then(() => {
      expiry?.forget()
      log.info(about, 'agent-left')
    })
  }

  return {
    handlers: {
      request: (request, response) => refuse(request, (answer) => sendAnswer(response, answer)),
      upgrade: listen,
      connect: async (_request, socket) => sayAnswer(socket, relayAnswer('no-tunnel', dialect)),
    },
    close() {
      for (const each of tunnels) each.close('now')
    },
  }
}

/** Node's HTTP/2 takes the end of a write that was under way for one of its own, and ends the process: by TLS each is for a while. */
const writeWhole = (socket: Duplex, text: string) =>
  new Promise<void>((resolve) => void socket.write(text, () => resolve()))
