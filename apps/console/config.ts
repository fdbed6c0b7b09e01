import { guestSettings } from '#core/config/guest-services'
import { houseSettings } from '#core/config/house'
import { patienceSettings } from '#core/config/patience'
import { partySettings } from '#core/config/party-settings'
import { portSettings, urlSettings } from '#core/config/process-settings'
import type { Config } from '#core/config/setting'
import { protocolSettings } from '../../jwt-factory/protocol-settings.ts'
import { trustSettings } from '../service/config.ts'

const { algorithm: _algorithm, ...shared } = houseSettings

/**
 * Where the console listens, and where it finds the others: on their plain ports, as programs of this machine do. Of the keys folder
 * it reads the certificate of the CA and nothing else. It knows what the services believe, to say so.
 */
export const consoleSettings = {
  ...shared,
  ...urlSettings,
  ...guestSettings,
  ...portSettings,
  ...partySettings,
  ...patienceSettings,
  ...trustSettings,
  clientAssertionAudience: protocolSettings.clientAssertionAudience,
  port: portSettings.consolePort,
}

export type ConsoleConfig = Config<typeof consoleSettings>
