import { ConfigFault } from './read-config.ts'
import { PARTY_PORTS, PARTY_PORT_NAMES } from './parties.ts'
import { rowOf, type PeerName } from './processes.ts'
import type { Shape } from './setting.ts'

/** A port, and the setting that says so. */
export interface PortOfSetting {
  variable: string
  port: number
}

const portVariableOf = (name: PeerName) => `${rowOf(name).prefix}_PORT`

/** The ports that a process takes itself, those of its parties among them, by their settings. */
export function portsIn(settings: Shape, config: Record<string, unknown> = {}): PortOfSetting[] {
  const parties = PARTY_PORT_NAMES.filter(
    (party) => settings['port']?.variable === portVariableOf(PARTY_PORTS[party].host),
  )
  return ['port', 'tlsPort', ...parties.map((party) => `${party}Port`)].flatMap((name) => {
    const [variable, port] = [settings[name]?.variable, config[name]]
    return variable !== undefined && typeof port === 'number' ? [{ variable, port }] : []
  })
}

/**
 * Two cannot listen at one port; 0 is a free one each.
 * @throws ConfigFault naming both settings, for each pair
 */
export function refuseEqualPorts(ports: readonly PortOfSetting[]): void {
  const faults = ports.flatMap(({ variable, port }, at) => {
    const earlier = ports.slice(0, at).find((other) => port !== 0 && other.port === port)
    if (!earlier) return []
    return [{ variable, message: `${port} is the port of ${earlier.variable} too: give one of them another` }]
  })
  if (faults.length > 0) throw new ConfigFault(faults)
}

/**
 * Ports of this process that are also those of others, as far as it knows them: whichever starts second finds its port taken. One
 * that never runs beside the others may well have theirs.
 * @returns a sentence for each
 */
export function portsOfOthers(settings: Shape, config: Record<string, unknown>): string[] {
  const own = portsIn(settings, config)
  const others = Object.entries(settings).flatMap(([name, { variable }]) => {
    const port = config[name]
    const isPort = variable.endsWith('_PORT') && typeof port === 'number' && port !== 0
    return isPort && !own.some((each) => each.variable === variable) ? [{ variable, port }] : []
  })
  return own.flatMap(({ variable, port }) => {
    const other = others.find((each) => each.port === port)
    return other ? [`${variable} is ${port}, and so is ${other.variable}: only one of the two can listen there.`] : []
  })
}
