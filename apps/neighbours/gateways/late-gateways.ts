import { openLatePorts, type LatePortsParts } from '../late-ports.ts'
import { GATEWAY_PARTIES, type GatewayDoors, type GatewayPartyName, type OpenGateways } from './gateway-parties.ts'

/** Serves at the ports of the gateways, and opens them when somebody comes: whoever never plays scenario 13 pays for none. */
export function openLateGateways(
  parts: Omit<LatePortsParts<GatewayPartyName, GatewayDoors>, 'names' | 'trouble'>,
): OpenGateways {
  const late = openLatePorts({ ...parts, names: GATEWAY_PARTIES, trouble: 'gateways-not-opened' })
  return { places: late.places, reset: async () => late.opened?.reset(), close: late.close }
}
