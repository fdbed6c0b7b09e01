import type { PartyName } from '#core/config/parties'
import type { Place } from '#core/http/listen-address'
import type { OpenedDoors } from '../late-ports.ts'

/** The gateways of scenario 13, each at a port of its own: both have the same paths. */
export const GATEWAY_PARTIES = ['stateless-gateway', 'plugin-gateway'] as const satisfies readonly PartyName[]
export type GatewayPartyName = (typeof GATEWAY_PARTIES)[number]

/** As the process sees them in which they run. */
export interface OpenGateways {
  places: Readonly<Record<GatewayPartyName, Place & { port: number }>>
  /** Credentials, the black list and what was counted are those of the beginning. */
  reset(): Promise<void>
  close(): Promise<void>
}

/** What is behind their ports, once somebody has come. */
export interface GatewayDoors extends OpenedDoors<GatewayPartyName> {
  reset(): Promise<void>
}
