import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { systemClock } from '#core/clock'
import { readConfig } from '#core/config/read-config'
import { openTlsIdentity, type TlsIdentity } from '#core/http/tls'
import { loadScenarios } from '#scenarios'
import { serviceSettings } from '../../apps/service/config.ts'
import { startService } from '../../apps/service/start.ts'
import { factorySettings } from '../../jwt-factory/config.ts'
import { startFactory } from '../../jwt-factory/start.ts'
import { freePorts, settingsFor } from './ports.ts'
import { openTestSandbox, PATIENT, type TestSandbox } from './sandbox.ts'

/** The peers of A. */
export type PeerName = 'jwt-factory' | 'serviceb' | 'servicec'

/** A sandbox whose A looks for its peers at addresses where nobody is, until a test puts somebody there. */
export interface LonelySandbox extends TestSandbox {
  portOf: Record<PeerName, number>
  /** The certificate of a process, made by the sandbox CA. */
  identity(name: string): Promise<TlsIdentity>
  /** A file under the folder for keys. */
  readKeyFile(path: string): Promise<string>
  /** Puts the real ones at their addresses, until they are closed. */
  place(...names: PeerName[]): Promise<{ close(): Promise<void> }>
  /** As `place`, until the test ends at the latest. */
  bring(...names: PeerName[]): Promise<{ close(): Promise<void> }>
}

export async function openLonelySandbox(): Promise<LonelySandbox> {
  const [factory = 0, serviceb = 0, servicec = 0] = await freePorts(3)
  const env = {
    ...PATIENT,
    FACTORY_URL: `https://localhost:${factory}`,
    SERVICEB_URL: `https://localhost:${serviceb}`,
    SERVICEC_URL: `https://localhost:${servicec}`,
  }
  const sandbox = await openTestSandbox({ env })
  const { keysFolder, logs } = sandbox
  const scenarios = await loadScenarios()
  const frame = { clock: systemClock, logFormat: 'json', write: (line: string) => void logs.push(line) } as const
  const portOf = { 'jwt-factory': factory, serviceb, servicec }
  const start = async (name: PeerName) => {
    const settings = { ...env, KEYS_FOLDER: keysFolder, ...settingsFor(name, { port: 0, tlsPort: portOf[name] }) }
    if (name === 'jwt-factory') return startFactory({ config: readConfig(factorySettings, settings), ...frame })
    await sandbox.processes[name].close() // its keys are for the one that is brought
    const config = readConfig(serviceSettings(name), settings)
    return (sandbox.processes[name] = await startService({ role: name, config, scenarios, ...frame }))
  }
  const place = async (...names: PeerName[]) => {
    const placed = await Promise.all(names.map(start))
    let closed: Promise<unknown> | undefined
    return { close: async () => void (await (closed ??= Promise.all(placed.map((one) => one.close())))) }
  }
  return {
    ...sandbox,
    portOf,
    identity: (name) => openTlsIdentity(join(keysFolder, 'tls'), name, systemClock),
    readKeyFile: (path) => readFile(join(keysFolder, path), 'utf8'),
    place,
    async bring(...names) {
      const brought = await place(...names)
      onTestFinished(brought.close)
      return brought
    },
  }
}
