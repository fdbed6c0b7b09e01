import { houseSettings, urlSetting } from '#core/config/processes'
import type { Config } from '#core/config/setting'

export const playSettings = {
  keysFolder: houseSettings.keysFolder,
  servicea: urlSetting('servicea'),
  serviceb: urlSetting('serviceb'),
  servicec: urlSetting('servicec'),
}

export type PlayConfig = Config<typeof playSettings>
