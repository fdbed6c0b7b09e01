import { houseSettings } from '#core/config/house'
import { portSettings } from '#core/config/process-settings'
import type { Config } from '#core/config/setting'

export const commandSettings = {
  host: houseSettings.host,
  controlToken: houseSettings.controlToken,
  ...portSettings,
}

export type CommandConfig = Config<typeof commandSettings>
