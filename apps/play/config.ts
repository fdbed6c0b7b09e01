import { houseSettings, urlSetting } from '#core/config/house.ts'
import type { Config } from '#core/config/setting.ts'

export const playSettings = {
  keysFolder: houseSettings.keysFolder,
  servicea: urlSetting('servicea'),
  serviceb: urlSetting('serviceb'),
  servicec: urlSetting('servicec'),
}

export type PlayConfig = Config<typeof playSettings>
