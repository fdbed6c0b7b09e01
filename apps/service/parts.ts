import type { Clock } from '#core/clock'
import type { AppParts } from '#core/http/app'
import type { Peers } from '#core/http/peers'
import type { KeyRings } from '#core/rings/key-rings'
import type { FactoryClient } from '#factory-client'
import type { Traces } from '#core/trace/recorder'
import type { NumberedScenario, Role } from '#scenarios'
import type { ServiceConfig } from './config.ts'
import type { PlainCaller } from './plain/plain-caller.ts'
import type { KeptTokens } from './stage/kept-tokens.ts'

/** What a service is made of. */
export interface ServiceParts extends AppParts {
  role: Role
  config: ServiceConfig
  /** The clock by which tokens are made and judged: the one that can be moved. */
  clock: Clock
  scenarios: readonly NumberedScenario[]
  /** Its own key pairs, in the ring that has its name. */
  keys: KeyRings
  peers: Peers
  factory: FactoryClient
  /** Access tokens that are used again, where the variant says so. */
  kept: KeptTokens
  /** Asks others in plain HTTP, for a scenario in which a sidecar adds the token. */
  plainCaller: PlainCaller
  /** What the browser did that this service plays for somebody. */
  browserTraces: Traces
  /** The authority of the sandbox, by which that browser recognises whoever it comes to. */
  ca: () => string
}
