import { houseSettings } from '#core/config/house'
import { urlSettings } from '#core/config/process-settings'
import type { Config } from '#core/config/setting'
import { factorySettings } from '../../jwt-factory/config.ts'

/** What every process would make with, less what only a running process needs. */
export const keygenSettings = {
  host: houseSettings.host,
  keysFolder: houseSettings.keysFolder,
  algorithm: houseSettings.algorithm,
  /** The names in the certificates. */
  tlsNames: houseSettings.tlsNames,
  ...urlSettings,
  store: factorySettings.store,
}

export type KeygenConfig = Config<typeof keygenSettings>
