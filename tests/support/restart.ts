import { systemClock } from '#core/clock'
import { PARTY_PORT_NAMES, PARTY_PORTS } from '#core/config/parties'
import { readConfig } from '#core/config/read-config'
import { loadScenarios, type Role } from '#scenarios'
import { neighboursSettings } from '../../apps/neighbours/config.ts'
import { startNeighbours } from '../../apps/neighbours/start.ts'
import { serviceSettings } from '../../apps/service/config.ts'
import { startService } from '../../apps/service/start.ts'
import { factorySettings } from '../../jwt-factory/config.ts'
import { startFactory } from '../../jwt-factory/start.ts'
import { settingsFor } from './ports.ts'
import { PATIENT, type TestSandbox } from './sandbox.ts'

/** Ends a service of a sandbox. @returns what starts it again, at the same ports and with the keys that it had */
export async function stopService(sandbox: TestSandbox, role: Role): Promise<() => Promise<void>> {
  const { processes, keysFolder, logs } = sandbox
  const at = processes[role]
  const issuer = processes['jwt-factory']
  await at.close()
  return async () => {
    const urls = Object.fromEntries(
      (['serviceb', 'servicec'] as const).map((name) => [
        `${name.toUpperCase()}_URL`,
        `https://localhost:${processes[name].tlsPort}`,
      ]),
    )
    const env = { ...PATIENT, ...urls, ...settingsFor('jwt-factory', issuer), ...settingsFor(role, at) }
    const config = readConfig(serviceSettings(role), {
      ...env,
      FACTORY_URL: `https://localhost:${issuer.tlsPort}`,
      KEYS_FOLDER: keysFolder,
    })
    const scenarios = await loadScenarios()
    const frame = { clock: systemClock, logFormat: 'json', write: (line: string) => void logs.push(line) } as const
    sandbox.processes[role] = await startService({ role, config, scenarios, ...frame })
  }
}

/** Ends the factory of a sandbox. @returns what starts it again, at the same ports and with the keys that it had */
export async function stopFactory({ processes, keysFolder, logs }: TestSandbox): Promise<() => Promise<void>> {
  const at = processes['jwt-factory']
  await at.close()
  return async () => {
    const config = readConfig(factorySettings, {
      ...PATIENT,
      ...settingsFor('jwt-factory', at),
      KEYS_FOLDER: keysFolder,
    })
    const frame = { clock: systemClock, logFormat: 'json', write: (line: string) => void logs.push(line) } as const
    processes['jwt-factory'] = await startFactory({ config, ...frame })
  }
}

/** Ends the process of the parties of a sandbox. @returns what starts it again, at the same ports */
export async function stopNeighbours({
  processes,
  partyPorts,
  keysFolder,
  logs,
}: TestSandbox): Promise<() => Promise<void>> {
  const { neighbours: at, 'jwt-factory': issuer } = processes
  await at.close()
  return async () => {
    const ports = PARTY_PORT_NAMES.map((name) => [PARTY_PORTS[name].variable, String(partyPorts[name])])
    const config = readConfig(neighboursSettings, {
      ...PATIENT,
      ...Object.fromEntries(ports),
      ...settingsFor('jwt-factory', issuer),
      ...settingsFor('neighbours', at),
      FACTORY_URL: `https://localhost:${issuer.tlsPort}`,
      KEYS_FOLDER: keysFolder,
    })
    const frame = { clock: systemClock, logFormat: 'json', write: (line: string) => void logs.push(line) } as const
    processes.neighbours = await startNeighbours({ config, ...frame })
  }
}
