import { houseSettings } from '#core/config/house'
import { portSettings } from '#core/config/process-settings'
import { protocolSettings } from '../../jwt-factory/protocol-settings.ts'
import { trustSettings } from '../service/config.ts'

/** Where the sandbox is, for a run that says nothing else. */
export const probeSettings = {
  host: houseSettings.host,
  controlToken: houseSettings.controlToken,
  keysFolder: houseSettings.keysFolder,
  ...portSettings,
  issuerUrl: trustSettings.issuerUrl,
  clientAssertionAudience: protocolSettings.clientAssertionAudience,
  leewaySeconds: houseSettings.leewaySeconds,
}
