import { houseSettings } from '#core/config/house'
import { portSettings } from '#core/config/process-settings'

export const judgeSettings = {
  host: houseSettings.host,
  controlToken: houseSettings.controlToken,
  keysFolder: houseSettings.keysFolder,
  ...portSettings,
}
