import type { Server } from 'node:http'
import type { Server as NetServer } from 'node:net'
import type { Clock } from '#core/clock'
import { createEdgeDoor } from '#core/http/edge-door'
import { endProxy } from '#core/http/forward/end-proxy'
import { createForwarder } from '#core/http/forward/forward'
import { asServer, type ProxyHandlers } from '#core/http/forward/handlers'
import type { ForwardTimes } from '#core/http/forward/options'
import { createForwardServer } from '#core/http/forward/server'
import type { Target } from '#core/http/forward/target'
import { listenAtAddress, type ListenAddress } from '#core/http/listen-address'
import type { Log } from '#core/log'
import type { Workload } from '#core/policy/mesh/model'
import type { Traces } from '#core/trace/recorder'
import { createAuthorizer } from './external/http-authorizer.ts'
import type { HttpProvider } from './external/provider.ts'
import type { SidecarIdentity } from './identity.ts'
import { createMeshDoor, type MeshDoor } from './inbound/door.ts'
import type { TlsIdentity } from '#core/http/tls'
import { createInbound } from './inbound/inbound.ts'
import { createMeshHosts, type MeshService } from './outbound/mesh-hosts.ts'
import { createOutbound } from './outbound/outbound.ts'
import type { MeshPlane } from './plane.ts'

/** What a sidecar is in front of, and where it listens. */
export interface SidecarSettings {
  workload: Workload
  inbound: readonly InboundSettings[]
  /** The way out. Absent: the workload calls nobody of its mesh. */
  outbound?: {
    listen: ListenAddress
    /** What logs call it; absent: by its address. */
    shownAs?: string
    services: readonly MeshService[]
  }
  /** How long requests in flight have at the end, in milliseconds; 0: as long as they take. */
  shutdownTimeout: number
}

/** Somebody listens already, and hands over whoever comes. */
export interface HandedPlace extends OpenPlace {
  kind: 'handed'
  /** @param server whose 'connection' is to be told of each of them; it does not listen itself */
  to(server: NetServer): void
}

export interface InboundSettings {
  listen: ListenAddress | HandedPlace
  /** The service behind it; asked for at each request, for its identity may change. */
  upstream: () => Target
  /** What traces and logs call it. */
  upstreamName: string
  /** That of the workload, as policies speak of it. */
  port: number
  /** At the edge of the mesh: it says who its client is, and believes trusted proxies. */
  isGateway?: boolean
  /** For who is no workload: TLS with this certificate and without one of the client. Absent: mutual TLS, or as policies say. */
  edge?: () => TlsIdentity
}

export interface SidecarWorld {
  plane: Pick<MeshPlane, 'mesh' | 'rulesOf'>
  identity: SidecarIdentity
  providers: readonly HttpProvider[]
  machine: Clock
  log: Log
  traces: Traces
  /** HOST: where `localhost` is. */
  host: string
  /** Absent: those of the forwarder. */
  forwardTimes?: Partial<ForwardTimes>
}

/** A sidecar that listens. */
export interface OpenMeshSidecar {
  /** Where each way in listens, in their order. */
  inbound: readonly OpenPlace[]
  outbound?: OpenPlace
  close(): Promise<void>
}

export interface OpenPlace {
  /** `localhost:8443` */
  shown: string
  port?: number
}

/**
 * Opens the sidecar of a workload: its policies and the keys of its tokens first, then its ports.
 * @throws the platform's error when a port cannot be had; then nothing listens
 */
export async function openMeshSidecar(settings: SidecarSettings, world: SidecarWorld): Promise<OpenMeshSidecar> {
  const { plane, identity, machine, log, host, forwardTimes = {} } = world
  const rules = await plane.rulesOf(settings.workload)
  const forwarder = createForwarder({ clock: machine, host, limits: forwardTimes })
  const authorizers = new Map(world.providers.map((each) => [each.name, createAuthorizer(each, machine, host)]))
  const ends: { stop(): void; http: Server; cut(): void }[] = []

  async function openInbound(given: InboundSettings): Promise<OpenPlace> {
    const { listen, upstream, upstreamName, port, isGateway = false, edge } = given
    const { mesh } = plane
    const at = { port, isGateway, numTrustedProxies: mesh.numTrustedProxies }
    const handlers: ProxyHandlers = createInbound({
      ...world,
      rules,
      mesh,
      at,
      authorizers,
      forwarder,
      upstream,
      upstreamName,
      workload: settings.workload,
      spiffeId: identity.spiffeId,
      peerOf: (socket) => door.peerOf(socket),
      isWelcome: (socket) => door.isWelcome(socket),
    })
    const shared = { handlers: asServer(handlers, log), machine, log }
    const door: MeshDoor = edge
      ? { ...createEdgeDoor({ ...shared, tls: edge }), ...WITHOUT_PEERS }
      : createMeshDoor({
          ...shared,
          tls: identity.tls(),
          mode: () => rules.now.peerMode(port).mode,
          trustDomains: [mesh.trustDomain, ...mesh.trustDomainAliases],
        })
    identity.follow(door.renew)
    const end = { stop: () => door.refuseNew(), http: door.http, cut: () => door.close() }
    ends.push(end)
    if (listen.kind === 'handed') {
      listen.to(door.server)
      return listen
    }
    const place = await listenAtAddress(door.server, listen, { host })
    end.stop = () => {
      for (const each of place.servers) each.close()
      door.refuseNew()
    }
    log.info({ at: place.shown, port, workload: shownWorkload(settings.workload) }, 'inbound-listens')
    return place
  }

  async function openOutbound({ listen, shownAs, services }: NonNullable<SidecarSettings['outbound']>) {
    const { namespace } = settings.workload
    const hosts = createMeshHosts(services, namespace, plane.mesh.trustDomain)
    const handlers = createOutbound({ ...world, hosts, forwarder, tls: identity.tls })
    const server = createForwardServer(asServer(handlers, log), { clock: machine })
    const place = await listenAtAddress(server, listen, { host })
    ends.push({ stop: () => place.servers.forEach((each) => void each.close()), http: server, cut: () => {} })
    log.info({ at: shownAs ?? place.shown, workload: shownWorkload(settings.workload) }, 'outbound-listens')
    return place
  }

  async function close(): Promise<void> {
    for (const { stop } of ends) stop()
    const httpServers = ends.map(({ http }) => http)
    await endProxy({ httpServers, servers: [], forwarder, shutdownTimeout: settings.shutdownTimeout, clock: machine })
    for (const { cut } of ends) cut()
    await Promise.all([...authorizers.values()].map((each) => each.close()))
  }

  try {
    const inbound = []
    for (const each of settings.inbound) inbound.push(await openInbound(each))
    return { inbound, ...(settings.outbound && { outbound: await openOutbound(settings.outbound) }), close }
  } catch (error) {
    await close()
    throw error
  }
}

const shownWorkload = ({ namespace, name }: Workload) => `${namespace}/${name}`

/** Who comes by the way in has no identity, and nothing is asked about it. */
const WITHOUT_PEERS = { peerOf: () => undefined, isWelcome: () => true, renew: () => {} }
