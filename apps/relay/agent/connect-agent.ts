import { pathBelow } from '#core/http/forward/target'
import { askUpgrade } from '../client/ask-upgrade.ts'
import { socketOpener } from '../client/open-socket.ts'
import { renewalTime, tokenFields } from '../client/token-source.ts'
import { listenPath, TUNNEL_PROTOCOL } from '../server/paths.ts'
import { serveTunnel, type Reach, type ServedTunnel } from '../tunnel/serve.ts'
import type { AgentSettings, AgentWorld } from './agent-parts.ts'

/** A connection to the relay, on which it hands over whoever connects to the endpoint. */
export interface AgentLink {
  readonly tunnel: ServedTunnel
  /** When another one is to take its place. Milliseconds since 1970; Infinity: never. */
  readonly renewAt: number
  /** Monotonic milliseconds. */
  readonly since: number
}

/** How long one try may take. Milliseconds. */
const TRY_PATIENCE = 10_000

/**
 * @param reach opens a connection to the service
 * @returns opens a link, with a token of its own. It throws UpgradeRefused and others, as ./why-not-connected.ts knows them
 */
export function agentLinks(settings: AgentSettings, reach: Reach, world: AgentWorld) {
  const { relay, endpoint, token: source, tenant, patience = TRY_PATIENCE } = settings
  const { clock, machine, host } = world
  const open = socketOpener(relay, { host, patience, clock: machine })
  const path = pathBelow(relay, listenPath(endpoint))

  return async (signal: AbortSignal): Promise<AgentLink> => {
    const token = await source.take()
    const socket = await open(signal)
    const headers = tokenFields(token, tenant)
    const asked = { authority: relay.authority, path, protocol: TUNNEL_PROTOCOL, headers }
    await askUpgrade(socket, asked, { patience, clock: machine, signal })
    const renewAt = source.renews ? renewalTime(token, clock.now()) : Infinity
    const tunnel = serveTunnel(socket, reach, machine)
    const end = () => tunnel.close('now')
    signal.addEventListener('abort', end)
    if (signal.aborted) end()
    const isOpen = await tunnel.opened
    signal.removeEventListener('abort', end)
    if (!isOpen) throw new Error('the connection ended, or nothing was said, when it had been turned around')
    return { tunnel, renewAt, since: machine.monotonic() }
  }
}
