import { ConfigFault } from './read-config.ts'

/** A port, and the setting that says so. */
export interface PortOfSetting {
  variable: string
  port: number
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
