import { factoryIssuerSetting } from '#core/config/factory-issuer'
import { houseSettings } from '#core/config/house'
import { partySettings } from '#core/config/party-settings'
import { listenSettings, portSettings, urlSetting, urlSettings } from '#core/config/process-settings'
import { kinds, type Config } from '#core/config/setting'

/** The settings of the process in which the sidecars run. */
export const neighboursSettings = {
  ...houseSettings,
  ...listenSettings('neighbours'),
  ...urlSettings,
  ...portSettings,
  ...partySettings,
  /** Whose tokens are those of users where the factory speaks for its issuer. */
  factoryIssuer: factoryIssuerSetting,
  issuerUrl: { ...urlSetting('jwt-factory'), kind: kinds.issuerUrl },
}

export type NeighboursConfig = Config<typeof neighboursSettings>
