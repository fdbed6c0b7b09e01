import type { ListenAddress } from '#core/http/listen-address'

/** What `relay.yaml` and the options of the command say, with every default filled in, durations in milliseconds, paths absolute. */
export interface RelayConfig {
  /** Whose checks and answers: ours, or those of Piko, with their gaps. */
  dialect: RelayDialect
  /** Clients connect here. */
  proxy: ProxyPortConfig
  /** Agents dial here, and listen for an endpoint each. */
  upstream: UpstreamPortConfig
  /** For people: who listens, and what was refused. */
  admin: RelayPortConfig
  /** How long what goes on may take to finish, when the relay is told to end. */
  gracePeriod: number
  logLevel?: string
}

export const RELAY_DIALECTS = ['strict', 'piko'] as const
export type RelayDialect = (typeof RELAY_DIALECTS)[number]

export const RELAY_PORTS = ['proxy', 'upstream', 'admin'] as const
export type RelayPort = (typeof RELAY_PORTS)[number]

export interface RelayPortConfig {
  listen: ListenAddress
  /** Absent: nobody is asked for a token. */
  auth?: RelayAuth
  /** Absent: plain HTTP. */
  tls?: { cert: RelayFile; key: RelayFile }
}

export interface ProxyPortConfig extends RelayPortConfig {
  /** Until whoever is behind an agent has answered. */
  timeout: number
  /** A line in the log for each request. */
  accessLog: boolean
  /** How long the head of a request may take, and how long a connection may be idle. */
  headTimeout: number
  idleTimeout: number
}

export interface UpstreamPortConfig extends RelayPortConfig {
  /** Of Piko: keys of their own for agents that say who they belong to. With one of them, `auth` itself opens nothing. */
  tenants: readonly { readonly id: string; readonly auth: RelayAuth }[]
}

/** Whom a port believes. */
export interface RelayAuth {
  keys: RelayKeys
  audience?: string
  issuer?: string
  /** An agent may listen on after its token has expired. */
  disableDisconnectOnExpiry: boolean
}

export type RelayKeys =
  | {
      kind: 'static'
      /** The text is the secret. */
      hmacSecretKey?: string
      /** PEM texts. */
      rsaPublicKey?: string
      ecdsaPublicKey?: string
    }
  | {
      kind: 'jwks'
      /** http, https or file. */
      endpoint: string
      /** How long a key set is good. Absent: as long as it says of itself. */
      cacheTtl?: number
      /** For one answer. */
      timeout: number
      /** PEM files of those who are believed to be the endpoint, in place of the list of the machine. */
      trustedCertificates?: readonly RelayFile[]
    }

/** A file, as it was written down and where that is. */
export interface RelayFile {
  given: string
  path: string
}
