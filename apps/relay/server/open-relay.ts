import { tellGaps } from '#core/access/tell-gaps'
import { createForwarder } from '#core/http/forward/forward'
import { endProxy } from '#core/http/forward/end-proxy'
import { untilExpiry } from '#core/http/until-expiry'
import { RELAY_PORTS, type RelayConfig, type RelayPort } from '../config/relay-config.ts'
import { createEndpoints, ENDPOINT_LIMITS } from '../endpoints.ts'
import { createAdminPort } from './admin-port.ts'
import { createConnected } from './connected.ts'
import { openRelayAccess } from './open-access.ts'
import { tellAtRequest } from './later-steps.ts'
import { createProxyPort } from './proxy-port.ts'
import { createRefusals } from './refusals.ts'
import type { PortParts } from './port-parts.ts'
import { openPort, type OpenPort } from './relay-port.ts'
import type { Relay, RelayWorld } from './relay-parts.ts'
import { createTcpConnections } from './tcp-connections.ts'
import { createUpstreamPort } from './upstream-port.ts'
import { TCP_PROTOCOL, TUNNEL_PROTOCOL } from './paths.ts'

/** Two thousand may ask at once, and three quarters of all places are for one client at most (core/http/forward/share.ts). */
const RELAY_LIMITS = { exchanges: 4096, tunnels: 1024, targets: ENDPOINT_LIMITS.agents, connections: 64 }
const MOST_CLIENTS = 4096

/** Opens a relay: its keys, and then its three ports, or nothing. @throws Error for the person at the terminal; the platform's error when a port cannot be had */
export async function openRelay(config: RelayConfig, world: RelayWorld): Promise<Relay> {
  const { clock, machine, log, traces, host } = world
  const { dialect, gracePeriod } = config
  const access = await openRelayAccess(config, world)
  const endpoints = createEndpoints()
  const refusals = createRefusals()
  const forwarder = createForwarder({ clock: machine, host, limits: RELAY_LIMITS })

  const shared: Omit<PortParts, 'access'> = {
    config,
    endpoints,
    refusals,
    clock,
    machine,
    log,
    traces,
    nameOf: world.nameOf ?? ((name: string) => name),
    tellLater: world.tellLater ?? tellAtRequest,
    untilOver: world.untilOver ?? ((_context, until) => untilExpiry(until, clock)),
  }
  const tcp = createTcpConnections()
  const connected = createConnected()
  const upstream = createUpstreamPort({ ...shared, access: access.upstream, noEndpoint: access.noEndpoint })
  const handlers = {
    proxy: createProxyPort({ ...shared, access: access.proxy, forwarder, tcp, connected }),
    upstream: upstream.handlers,
    admin: createAdminPort({ ...shared, access: access.admin, forwarder, connected }),
  }
  const settings = {
    proxy: {
      upgradeTo: ['websocket', TCP_PROTOCOL],
      maxConnections: MOST_CLIENTS,
      slowestHead: config.proxy.headTimeout,
      idle: config.proxy.idleTimeout,
    },
    upstream: { upgradeTo: [TUNNEL_PROTOCOL], maxConnections: 2 * ENDPOINT_LIMITS.agents },
    admin: {},
  }

  const open: Partial<Record<RelayPort, OpenPort>> = {}
  const endTunnels = () => {
    tcp.close()
    upstream.close()
  }
  const end = async (shutdownTimeout: number) => {
    const ports = Object.values(open)
    const httpServers = ports.map(({ server }) => server)
    const servers = ports.flatMap(({ place }) => place.servers)
    await endProxy({ httpServers, servers, forwarder, endTunnels, shutdownTimeout, clock: machine })
    await access.close()
  }
  try {
    for (const port of RELAY_PORTS)
      open[port] = await openPort(port, config[port], handlers[port], world, settings[port])
  } catch (error) {
    await end(1)
    throw error
  }
  const { proxy, upstream: listen, admin } = open as Record<RelayPort, OpenPort> // each of them by now
  sayRelay()
  return {
    places: { proxy: proxy.place, upstream: listen.place, admin: admin.place },
    get shown() {
      return { listeners: endpoints.shown, connected: connected.shown, refusals: refusals.shown }
    },
    forgetRefusals: refusals.forget,
    close: (now) => end(now ? 1 : Math.max(1, gracePeriod)),
  }

  /** Where it is, and what it lets through. */
  function sayRelay(): void {
    const at = Object.fromEntries(RELAY_PORTS.map((port) => [port, open[port]?.place.shown ?? '']))
    log.info({ ...at, dialect }, 'relay-listens')
    for (const port of RELAY_PORTS) {
      const { description } = access[port]
      const isOpen = !description && (port !== 'admin' || dialect === 'piko')
      if (isOpen) log.warn({ port, at: at[port] }, 'port-asks-nobody')
    }
    const gaps = RELAY_PORTS.map((port) => access[port].description?.gaps).find((each) => each !== undefined) ?? []
    if (dialect === 'piko') tellGaps(log, { at: at['proxy'] ?? '', dialect, gaps })
  }
}
