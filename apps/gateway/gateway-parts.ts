import type { DialectDescription } from '#core/access/dialect'
import type { StatelessTrust } from '#core/access/dialects/kong/stateless'
import type { Clock } from '#core/clock'
import type { ProxyHandlers } from '#core/http/forward/handlers'
import type { Forwarder, ForwardTimes } from '#core/http/forward/options'
import type { Log } from '#core/log'
import type { Traces } from '#core/trace/recorder'
import type { AdminRoutes } from './admin/admin.ts'
import type { GatewayAccess } from './gateway.ts'
import type { GatewayMetrics } from './metrics.ts'
import type { JwtCredentials } from './plugin/credentials.ts'

/** What every gateway of a process is opened with. */
export interface GatewayWorld {
  /** By which tokens are made and judged: one that can be moved, where there is a control plane. */
  clock: Clock
  /** Of this machine: how long somebody is waited for. */
  machine: Clock
  log: Log
  traces: Traces
  /** HOST: where it listens when its address names no host, and where `localhost` is. */
  host: string
  /** What traces call whoever a request goes on to. */
  nameOf: (address: string) => string
  /** Absent: those of the forwarder. */
  forwardTimes?: Partial<ForwardTimes>
  /** JWT_SECRET; absent: none is set. */
  secret?: string
}

/** A gateway that listens. */
export interface OpenGateway {
  dialect: string
  /** Where: `localhost:4600`, or `unix:/path`. */
  shown: string
  /** Of a TCP port. */
  port?: number
  /** Takes no more; who is in it has `shutdown_timeout` to finish. */
  close(): Promise<void>
}

/** What is behind the port of a gateway. */
export interface OpenedProfile {
  access: GatewayAccess & { readonly description: DialectDescription }
  metrics: GatewayMetrics
  routes: AdminRoutes
  close(): Promise<void>
}

/** What several gateways at one port have in common. Whoever gives it ends it. */
export interface GatewayShares {
  metrics?: GatewayMetrics
  credentials?: JwtCredentials
  /** The key of a gateway without a store, in the place of that of its configuration. */
  trust?: StatelessTrust
  /** By which its tokens are minted. Absent: the clock by which they are judged. */
  mintClock?: Clock
}

/** A gateway that does not listen: whoever does hands it requests. */
export interface BuiltGateway {
  handlers: ProxyHandlers
  description: DialectDescription
  /** What logs call the service behind it. */
  upstreamName: string
  forwarder: Forwarder
  /** Ends its connections: at once, or when what goes on is over. */
  close(when?: 'now'): Promise<void>
}
