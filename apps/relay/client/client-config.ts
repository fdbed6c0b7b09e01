import type { RelayFile } from '../config/relay-config.ts'
import type { TokenCommand } from './token-command.ts'

/** How an agent or a forward connects to a relay. Durations in milliseconds, paths absolute. */
export interface ConnectConfig {
  /** `http(s)://host[:port][/base]` of the port of the relay that is meant. */
  url: string
  /** One that stays the same; absent, and no command either: none is shown. */
  token?: string
  tokenCommand?: TokenCommand
  tenantId?: string
  /** How long it is tried for the first time. */
  timeout: number
  tls: ClientTlsConfig
}

/** Whom to believe by TLS, and what to show. */
export interface ClientTlsConfig {
  /** Those who are believed, in place of the list of the machine. */
  rootCas?: RelayFile
  /** Shown where it is asked for. */
  pair?: { cert: RelayFile; key: RelayFile }
  isUnchecked: boolean
}
