import { houseSettings } from '#core/config/house'
import { partySettings } from '#core/config/party-settings'
import { listenSettings, portSettings, urlSettings } from '#core/config/process-settings'
import type { Config } from '#core/config/setting'

/** The settings of the process in which the sidecars run. */
export const neighboursSettings = {
  ...houseSettings,
  ...listenSettings('neighbours'),
  ...urlSettings,
  ...portSettings,
  ...partySettings,
}

export type NeighboursConfig = Config<typeof neighboursSettings>
