import { houseSettings, listenSettings, PROCESSES, type ProcessName } from '#core/config/processes'
import type { Config } from '#core/config/setting'

const factory = listenSettings('jwt-factory')
const servicea = listenSettings('servicea')
const serviceb = listenSettings('serviceb')
const servicec = listenSettings('servicec')

/** `npm start` needs to know where the four processes will listen. */
export const sandboxSettings = {
  ...houseSettings,
  factoryPort: factory.port,
  factoryTlsPort: factory.tlsPort,
  serviceaPort: servicea.port,
  serviceaTlsPort: servicea.tlsPort,
  servicebPort: serviceb.port,
  servicebTlsPort: serviceb.tlsPort,
  servicecPort: servicec.port,
  servicecTlsPort: servicec.tlsPort,
}

export type SandboxConfig = Config<typeof sandboxSettings>

export function portsOf(config: SandboxConfig): Record<ProcessName, { port: number; tlsPort: number }> {
  return {
    'jwt-factory': { port: config.factoryPort, tlsPort: config.factoryTlsPort },
    servicea: { port: config.serviceaPort, tlsPort: config.serviceaTlsPort },
    serviceb: { port: config.servicebPort, tlsPort: config.servicebTlsPort },
    servicec: { port: config.servicecPort, tlsPort: config.servicecTlsPort },
  }
}

export const PROCESS_NAMES = Object.keys(PROCESSES) as ProcessName[] // Object.keys forgets the literal type
