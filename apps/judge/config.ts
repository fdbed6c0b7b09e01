import { houseSettings } from '#core/config/house'
import { portSettings } from '#core/config/process-settings'
import { trustSettings } from '../service/config.ts'

export const judgeSettings = {
  host: houseSettings.host,
  controlToken: houseSettings.controlToken,
  keysFolder: houseSettings.keysFolder,
  ...portSettings,
  /** What the services go by. */
  ...trustSettings,
  leewaySeconds: houseSettings.leewaySeconds,
}
