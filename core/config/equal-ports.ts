import { ConfigFault } from './read-config.ts'
import type { Shape } from './setting.ts'

/** A port, and the setting that says so. */
export interface PortOfSetting {
  variable: string
  port: number
}

/** The ports that a process takes itself, by their settings. */
export function portsIn(settings: Shape, config: Record<string, unknown> = {}): PortOfSetting[] {
  return ['port', 'tlsPort'].flatMap((name) => {
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
