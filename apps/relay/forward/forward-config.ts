import type { ListenAddress } from '#core/http/listen-address'
import type { ConnectConfig } from '../client/client-config.ts'

/** What `forward.yaml`, options and words say, with every default filled in. Durations in milliseconds, paths absolute. */
export interface ForwardConfig {
  ports: readonly ForwardPort[]
  connect: ConnectConfig
  /** How long what is open may take to finish at the end. */
  gracePeriod: number
  logLevel?: string
}

/** A port of this machine that leads to an endpoint. */
export interface ForwardPort {
  listen: ListenAddress
  endpoint: string
}
