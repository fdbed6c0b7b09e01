import type { KongAcl } from '#core/access/dialects/kong/acl'
import type { KongConsumer } from '#core/access/dialects/kong/consumer'
import type { KongJwtPlugin } from '#core/access/kong-plugin-access'
import type { KongRateLimiting } from '#core/access/kong-rate-identifier'
import type { StatelessOutput } from '#core/access/kong-stateless-access'
import type { ListenAddress } from '#core/http/listen-address'
import type { GatewayAlgorithm } from '#core/token/gateway-algorithms'

/** What `gateway.yaml` says, with every default filled in, durations in milliseconds, and paths that are absolute. */
export interface GatewayConfig {
  /** Its name, for messages. */
  file: string
  consumers: readonly ConfiguredConsumer[]
  /** Each at a port of its own: both profiles have the same paths. */
  gateways: readonly GatewayProfile[]
}

export type GatewayProfile = StatelessProfile | KongProfile

/** A consumer, and the credentials that it begins with in a gateway with plugins, as the Admin API takes them. */
export interface ConfiguredConsumer extends KongConsumer {
  readonly credentials: readonly Readonly<Record<string, unknown>>[]
}

export interface CommonProfile {
  listen: ListenAddress
  /** `http(s)://host[:port]` or `unix:/path`. */
  upstream: string
  shutdownTimeout: number
}

/** A gateway that looks nothing up. */
export interface StatelessProfile extends CommonProfile {
  dialect: 'kong-stateless'
  realm?: string
  algorithm: GatewayAlgorithm
  /** PEM file: then the gateway only verifies. Absent: there is the secret of the environment. */
  publicKey?: GatewayFile
  consumerClaim: string
  /** What stands in the tokens that it mints. */
  claims: 'standard' | 'as-published'
  /** Of the tokens that it mints. Seconds; absent: they have no end. */
  lifetimeSeconds?: number
  output: StatelessOutput
  rateLimiting?: KongRateLimiting
  /** Where it is kept; absent: there is none. */
  blackList?: { store: string; folder: string }
}

/** A gateway with plugins. */
export interface KongProfile extends CommonProfile {
  dialect: 'kong'
  jwt: readonly KongJwtPlugin[]
  acl?: KongAcl
  rateLimiting?: KongRateLimiting
}

/** A file, as it was written down and where that is. */
export interface GatewayFile {
  given: string
  path: string
}
