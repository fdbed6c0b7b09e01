import { guestSettings } from '#core/config/guest-services'
import { houseSettings } from '#core/config/house'
import { portSettings, urlSettings } from '#core/config/process-settings'
import { patienceSettings } from '#core/config/patience'
import type { Config } from '#core/config/setting'

export const playSettings = {
  keysFolder: houseSettings.keysFolder,
  host: houseSettings.host,
  ...urlSettings,
  ...guestSettings,
  ...portSettings,
  ...patienceSettings,
}

export type PlayConfig = Config<typeof playSettings>
