import type { DialectDescription } from '#core/access/dialect'
import type { Clock } from '#core/clock'
import type { Log } from '#core/log'
import type { Traces } from '#core/trace/recorder'
import type { AdminRoutes } from './admin/admin.ts'
import type { GatewayAccess } from './gateway.ts'
import type { GatewayMetrics } from './metrics.ts'

/** What every gateway of a process is opened with. */
export interface GatewayWorld {
  /** By which tokens are made and judged: one that can be moved, where there is a control plane. */
  clock: Clock
  /** Of this machine: how long somebody is waited for. */
  machine: Clock
  log: Log
  traces: Traces
  /** HOST: where `localhost` is. */
  host: string
  /** What traces call whoever a request goes on to. */
  nameOf: (address: string) => string
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
