import type { Clock } from '#core/clock'
import { FREE_PORTS } from '#core/config/processes'
import { readConfig } from '#core/config/read-config'
import type { Environment } from '#core/config/setting'
import type { Listening } from '#core/http/listen'
import { ROLES, type NumberedScenario, type Role } from '#scenarios'
import { factorySettings } from '../../jwt-factory/config.ts'
import { startFactory, withRealPort } from '../../jwt-factory/start.ts'
import { serviceSettings } from '../service/config.ts'
import { startService } from '../service/start.ts'

export interface SandboxOptions {
  keysFolder: string
  scenarios: readonly NumberedScenario[]
  clock: Clock
  /** Settings by their names in the environment. Ports are free ones unless they are set here. */
  env?: Environment
  /** Log lines of all processes; dropped when absent. */
  write?: (line: string) => void
}

export interface Sandbox {
  factory: Listening
  services: Record<Role, Listening>
  close(): Promise<void>
}

/** The whole sandbox in one process, on free ports: factory and services still talk over TLS. */
export async function startInProcess(options: SandboxOptions): Promise<Sandbox> {
  const { keysFolder, scenarios, clock, write = () => {} } = options
  const env: Environment = { ...FREE_PORTS, ...options.env, KEYS_FOLDER: keysFolder }
  const frame = { clock, logFormat: 'json', write } as const
  const factory = await startFactory({ config: readConfig(factorySettings, env), ...frame })
  const factoryUrl = withRealPort(options.env?.['FACTORY_URL'] || 'https://localhost:0', factory.tlsPort)
  const urls: Environment = {}
  const services = new Map<Role, Listening>()
  // Backwards, so that each service is told the address of those that it calls.
  for (const role of ROLES.toReversed()) {
    const config = readConfig(serviceSettings(role), { ...urls, ...env, FACTORY_URL: factoryUrl })
    const service = await startService({ role, config, scenarios, ...frame })
    urls[`${role.toUpperCase()}_URL`] = `https://localhost:${service.tlsPort}`
    services.set(role, service)
  }
  return {
    factory,
    services: Object.fromEntries(services) as Record<Role, Listening>, // filled for each role above
    close: async () => void (await Promise.all([factory, ...services.values()].map((listening) => listening.close()))),
  }
}
