import { guestSettings } from '#core/config/guest-services'
import { houseSettings } from '#core/config/house'
import { partySettings } from '#core/config/party-settings'
import { portSettings, urlSettings } from '#core/config/process-settings'
import { protocolSettings } from '../../jwt-factory/protocol-settings.ts'
import { trustSettings } from '../service/config.ts'

/** Where the sandbox is, and what its services believe, for a run that says nothing else. */
export const probeSettings = {
  host: houseSettings.host,
  controlToken: houseSettings.controlToken,
  keysFolder: houseSettings.keysFolder,
  leewaySeconds: houseSettings.leewaySeconds,
  ...portSettings,
  ...partySettings,
  ...guestSettings,
  servicebUrl: urlSettings.servicebUrl,
  servicecUrl: urlSettings.servicecUrl,
  ...trustSettings,
  clientAssertionAudience: protocolSettings.clientAssertionAudience,
}
