import { houseSettings } from '#core/config/house'
import { urlSettings } from '#core/config/processes'
import type { Config } from '#core/config/setting'

export const playSettings = { keysFolder: houseSettings.keysFolder, host: houseSettings.host, ...urlSettings }

export type PlayConfig = Config<typeof playSettings>
