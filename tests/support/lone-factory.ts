import { rm } from 'node:fs/promises'
import { systemClock, type Clock } from '#core/clock'
import { readConfig } from '#core/config/read-config'
import type { Environment } from '#core/config/setting'
import type { Listening } from '#core/http/listen'
import { factorySettings } from '../../jwt-factory/config.ts'
import { startFactory } from '../../jwt-factory/start.ts'
import { openGrants, type Grants } from './grants.ts'
import { certifiedFolder } from './folders.ts'

/** A factory without services, in this process. Close it afterwards. */
export interface LoneFactory extends Listening, Grants {
  keysFolder: string
  /** All log lines so far. */
  logs: string[]
}

/** A store is never given up because the machine is slow, but where a test is about that. Milliseconds. */
const PATIENT = 60_000

export interface LoneFactoryOptions {
  /** To share one, or to start again; a new one otherwise, gone when the factory is closed. */
  keysFolder?: string
  clock?: Clock
  storePatience?: number
}

export async function openLoneFactory(env: Environment = {}, options: LoneFactoryOptions = {}): Promise<LoneFactory> {
  const keysFolder = options.keysFolder ?? (await certifiedFolder())
  const logs: string[] = []
  const settings = { FACTORY_PORT: '0', FACTORY_TLS_PORT: '0', ...env, KEYS_FOLDER: keysFolder }
  const factory = await startFactory({
    config: readConfig(factorySettings, settings),
    clock: options.clock ?? systemClock,
    machineClock: systemClock,
    storePatience: options.storePatience ?? PATIENT,
    logFormat: 'json',
    write: (line) => void logs.push(line),
  })
  return {
    ...factory,
    ...openGrants({ ...factory, keysFolder }),
    keysFolder,
    logs,
    async close() {
      await factory.close()
      if (options.keysFolder === undefined) await rm(keysFolder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
