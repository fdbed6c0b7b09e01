import { createEdgeDoor } from '#core/http/edge-door'
import { endProxy } from '#core/http/forward/end-proxy'
import { createForwarder } from '#core/http/forward/forward'
import { asServer } from '#core/http/forward/handlers'
import { createForwardServer } from '#core/http/forward/server'
import { listenAtAddress } from '#core/http/listen-address'
import { ONE_MINUTE } from '#core/config/go-duration'
import { glooName } from '#core/policy/gloo/model'
import { bestHost } from '#core/policy/gloo/plan'
import { openLogin } from '#core/login/login'
import { createLoginMemory } from '#core/login/login-memory'
import type { Login, LoginWorld } from '../login/login-world.ts'
import { createGlooGateway, type GlooGatewayParts, type GlooPort } from './gloo-gateway.ts'
import { destinationAddress, publicPort } from './gloo-places.ts'
import type { LoadedGloo } from './load-gloo.ts'

/** What the gateway of some files is opened with. */
export interface GlooWorld extends Pick<LoginWorld, 'clock' | 'machine' | 'log' | 'host' | 'store'> {
  traces: GlooGatewayParts['traces']
}

/** It listens at each port of its listeners. */
export interface OpenGloo {
  /** From the port of the cluster. */
  places: ReadonlyMap<number, { shown: string; port?: number }>
  close(): Promise<void>
}

/** How an opened port is ended: who listens, who speaks HTTP, and who is cut off at last. */
interface OpenedPort {
  stop(): void
  http: Parameters<typeof endProxy>[0]['httpServers'][number]
  cut(): void
}

/** Opens all of its ports, or none. @throws the platform's error when a port cannot be had */
export async function openGloo(loaded: LoadedGloo, world: GlooWorld): Promise<OpenGloo> {
  const { plan, settings, secrets, options } = loaded
  const { machine, log, host } = world
  const forwarder = createForwarder({ clock: machine, host })
  const logins = new Map<string, Login>()
  const memory = createLoginMemory(world.clock)
  const ca = secrets.ca && { ca: secrets.ca }
  for (const policy of plan.policies) {
    const own = settings.get(glooName(policy))
    if (own) logins.set(glooName(policy), openLogin(own, { ...world, ...ca, memory }))
  }
  const opened: OpenedPort[] = []
  const places = new Map<number, { shown: string; port?: number }>()
  const parts: GlooGatewayParts = {
    ...world,
    plan,
    logins,
    forwarder,
    addressOf: (destination) => destinationAddress(destination, options.destinations),
    ports: { get: (port: number) => places.get(port)?.port ?? publicPort(port, options.ports) } as ReadonlyMap<
      number,
      number
    >, // it is only asked for one
  }

  async function openPort(at: GlooPort): Promise<void> {
    const handlers = asServer(createGlooGateway(parts, at), log)
    const listen = { kind: 'tcp', port: publicPort(at.port, options.ports) } as const
    if (at.secure) {
      const door = createEdgeDoor({ handlers, ...certificatesAt(loaded, at.port), machine, log })
      opened.push({ stop: () => door.refuseNew(), http: door.http, cut: () => door.close() })
      const place = await listenAtAddress(door.server, listen, { host })
      opened.push({ stop: () => place.servers.forEach((each) => void each.close()), http: door.http, cut: () => {} })
      places.set(at.port, place)
    } else {
      const server = createForwardServer(handlers, { clock: machine })
      opened.push({ stop: () => void server.close(), http: server, cut: () => {} })
      const place = await listenAtAddress(server, listen, { host })
      opened.push({ stop: () => place.servers.forEach((each) => void each.close()), http: server, cut: () => {} })
      places.set(at.port, place)
    }
    log.info({ at: places.get(at.port)?.shown, port: at.port, tls: at.secure }, 'gateway-listens')
  }

  async function close(): Promise<void> {
    for (const { stop } of opened) stop()
    const httpServers = [...new Set(opened.map(({ http }) => http))]
    await endProxy({ httpServers, servers: [], forwarder, shutdownTimeout: ONE_MINUTE, clock: machine })
    for (const { cut } of opened) cut()
    await Promise.all([...logins.values()].map((login) => login.close()))
  }

  try {
    for (const at of portsOfPlan(loaded)) await openPort(at)
    return { places, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Several listeners may have one port, each with its hosts. */
function portsOfPlan({ plan }: LoadedGloo): GlooPort[] {
  const ports = new Map(
    plan.listeners.map(({ listener: { port, tls } }) => [port, { port, secure: tls !== undefined }]),
  )
  return [...ports.values()]
}

/** What is shown at a port: each host has the certificate of its listener. */
function certificatesAt({ plan, secrets }: LoadedGloo, port: number) {
  const shown = plan.listeners.flatMap(({ listener }) =>
    listener.port === port && listener.tls
      ? listener.hosts.map((host) => ({ host, secretName: listener.tls?.secretName ?? '' }))
      : [],
  )
  return {
    tls: () => secrets.certificate(shown[0]?.secretName ?? ''),
    tlsFor(serverName: string) {
      const found = bestHost(shown, serverName.toLowerCase())
      return found && secrets.certificate(found.secretName)
    },
  }
}
