import type { ProcessName } from '#core/config/processes'
import type { AppParts } from '#core/http/app'
import type { Peer } from '#core/http/peer'
import type { Delay } from '#core/key-sources/fetch-pace'
import type { KeyRings } from '#core/rings/key-rings'
import type { FactoryClient } from '#factory-client'
import type { NumberedScenario, Role } from '#scenarios'
import type { ServiceConfig } from './config.ts'
import type { KeptTokens } from './kept-tokens.ts'

export type Peers = Record<ProcessName, Peer>

/** What a service is made of. */
export interface ServiceParts extends AppParts {
  role: Role
  config: ServiceConfig
  scenarios: readonly NumberedScenario[]
  /** Its own key pairs, in the ring that has its name. */
  keys: KeyRings
  peers: Peers
  factory: FactoryClient
  /** Access tokens that are used again, where the scenario wishes it. */
  kept: KeptTokens
  /** Waits for the cool-down between two fetches of the key set. */
  delay: Delay
}
