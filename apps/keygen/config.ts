import { houseSettings } from '#core/config/house'
import type { Config } from '#core/config/setting'

/** What every process would make with, less what only a running process needs. */
export const keygenSettings = {
  keysFolder: houseSettings.keysFolder,
  algorithm: houseSettings.algorithm,
}

export type KeygenConfig = Config<typeof keygenSettings>
