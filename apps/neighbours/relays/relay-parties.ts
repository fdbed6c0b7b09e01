import type { PartyName, PartyPortName } from '#core/config/parties'
import type { Place } from '#core/http/listen-address'
import type { OpenedDoors } from '../late-ports.ts'

/** The relays of scenario 14: ours, and one that does as Piko does. */
export const RELAY_PARTIES = ['relay', 'piko-relay'] as const satisfies readonly PartyName[]
export type RelayPartyName = (typeof RELAY_PARTIES)[number]

/** The three ports of each. */
export const RELAY_PARTY_PORTS = [
  'relay',
  'relay-upstream',
  'relay-admin',
  'piko-relay',
  'piko-relay-upstream',
  'piko-relay-admin',
] as const satisfies readonly PartyPortName[]
export type RelayPartyPort = (typeof RELAY_PARTY_PORTS)[number]

/** Under which names the ports of a relay are held. */
export const portsOfRelay = (party: RelayPartyName) =>
  ({ proxy: party, upstream: `${party}-upstream`, admin: `${party}-admin` }) as const

/** The file with the configuration of a relay, in the folder of the process. */
export const relayFileOf = (party: RelayPartyName) => `${party}.yaml` as const

/** As the process sees them in which they run. */
export interface OpenRelays {
  places: Readonly<Record<RelayPartyPort, Place & { port: number }>>
  /** What was refused is forgotten. */
  reset(): Promise<void>
  close(): Promise<void>
}

/** What is behind their ports, once somebody has come. */
export type RelayDoors = OpenedDoors<RelayPartyPort> & Pick<OpenRelays, 'reset'>
