import { createForwarder } from '#core/http/forward/forward'
import { endProxy } from '#core/http/forward/end-proxy'
import { RELAY_PORTS, type RelayConfig, type RelayPort } from '../config/relay-config.ts'
import { createEndpoints, ENDPOINT_LIMITS } from '../endpoints.ts'
import { openPortKeys } from '../keys/port-keys.ts'
import { createAdminPort } from './admin-port.ts'
import { createPortAccess, type PortAccess, type PortRules } from './port-access.ts'
import { createProxyPort } from './proxy-port.ts'
import { createRefusals } from './refusals.ts'
import { openPort, type OpenPort } from './relay-port.ts'
import type { Relay, RelayWorld } from './relay-parts.ts'
import { createTcpConnections } from './tcp-connections.ts'
import { createUpstreamPort } from './upstream-port.ts'
import { listenEndpoint, proxyEndpoint, TCP_PROTOCOL, TUNNEL_PROTOCOL } from './paths.ts'

/** Two thousand may ask at once, and three quarters of all places are for one client at most (core/http/forward/share.ts). */
const RELAY_LIMITS = { exchanges: 4096, tunnels: 1024, targets: ENDPOINT_LIMITS.agents, connections: 64 }
const MOST_CLIENTS = 4096

/** Opens a relay: its keys, and then its three ports, or nothing. @throws Error for the person at the terminal; the platform's error when a port cannot be had */
export async function openRelay(config: RelayConfig, world: RelayWorld): Promise<Relay> {
  const { clock, machine, log, traces, host } = world
  const { dialect, gracePeriod } = config
  const endpoints = createEndpoints()
  const refusals = createRefusals()
  const forwarder = createForwarder({ clock: machine, host, limits: RELAY_LIMITS })
  const closers: (() => Promise<void>)[] = []

  async function openAccess(port: RelayPort, rules: Omit<PortRules, 'dialect'>[]): Promise<PortAccess[]> {
    const { auth } = config[port]
    if (!auth) return rules.map((each) => createPortAccess({ ...each, dialect }, world))
    const keys = await openPortKeys(auth, dialect, world)
    closers.push(() => keys.close())
    const { audience, issuer } = auth
    const about = {
      dialect,
      keys,
      ...(audience !== undefined && { audience }),
      ...(issuer !== undefined && { issuer }),
    }
    return rules.map((each) => createPortAccess({ ...each, ...about }, world))
  }

  const [proxyAccess] = await openAccess('proxy', [{ endpoints: { of: proxyEndpoint, right: 'endpoints' } }])
  const [listenAccess, otherAccess] = await openAccess('upstream', [
    { endpoints: { of: listenEndpoint, right: 'listen' } },
    {},
  ])
  const [adminAccess] = await openAccess('admin', [{}])
  if (!proxyAccess || !listenAccess || !otherAccess || !adminAccess) throw new Error('a port has no access')

  const shared = { config, endpoints, refusals, clock, machine, log, traces, nameOf: world.nameOf ?? ((name) => name) }
  const tcp = createTcpConnections()
  const upstream = createUpstreamPort({ ...shared, access: listenAccess, otherAccess })
  const handlers = {
    proxy: createProxyPort({ ...shared, access: proxyAccess, forwarder, tcp }),
    upstream: upstream.handlers,
    admin: createAdminPort({ ...shared, access: adminAccess, forwarder }),
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
    await Promise.all(closers.map((close) => close()))
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
      return { listeners: endpoints.shown, refusals: refusals.shown }
    },
    close: (now) => end(now ? 1 : gracePeriod),
  }

  /** Where it is, and what it lets through. */
  function sayRelay(): void {
    const at = Object.fromEntries(RELAY_PORTS.map((port) => [port, open[port]?.place.shown]))
    log.info({ ...at, dialect: proxyAccess?.description?.name ?? dialect }, 'relay-listens')
    const described = [proxyAccess, listenAccess, adminAccess].find((each) => each?.description)?.description
    for (const { id, says, bound } of described?.gaps ?? [])
      log.warn({ dialect: described?.name, weakness: id, says, ...(bound && { bound }) }, 'dialect-is-unsafe')
  }
}
