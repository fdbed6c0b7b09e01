import { guestSettings } from '#core/config/guest-services'
import { houseSettings } from '#core/config/house'
import { portSettings, urlSettings } from '#core/config/process-settings'
import type { Config } from '#core/config/setting'

export const commandSettings = {
  host: houseSettings.host,
  controlToken: houseSettings.controlToken,
  ...portSettings,
  ...guestSettings,
  servicebUrl: urlSettings.servicebUrl,
  servicecUrl: urlSettings.servicecUrl,
}

export type CommandConfig = Config<typeof commandSettings>
