import { openLatePorts, type LatePortsParts } from '../late-ports.ts'
import { RELAY_PARTY_PORTS, type OpenRelays, type RelayDoors, type RelayPartyPort } from './relay-parties.ts'

/** Serves at the ports of the relays, and opens them and the agent of B when somebody comes: whoever never plays scenario 14 pays for none. */
export function openLateRelays(
  parts: Omit<LatePortsParts<RelayPartyPort, RelayDoors>, 'names' | 'trouble'>,
): OpenRelays {
  const late = openLatePorts({ ...parts, names: RELAY_PARTY_PORTS, trouble: 'relays-not-opened' })
  return { places: late.places, reset: async () => late.opened?.reset(), close: late.close }
}
