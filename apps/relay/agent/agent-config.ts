import type { ClientTlsConfig, ConnectConfig } from '../client/client-config.ts'

/** What `agent.yaml`, options and words say, with every default filled in. Durations in milliseconds, paths absolute. */
export interface AgentConfig {
  /** Each is an agent of its own, with a connection of its own. */
  listeners: readonly AgentListener[]
  connect: ConnectConfig
  /** How long what is open may take to finish at the end. */
  gracePeriod: number
  logLevel?: string
}

export interface AgentListener {
  endpoint: string
  /** `http(s)://host:port` or `unix:/path`. */
  service: string
  accessLog: boolean
  /** How long the service may take to accept a connection. */
  timeout: number
  tls: ClientTlsConfig
}
