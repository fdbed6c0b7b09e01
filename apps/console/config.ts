import { houseSettings } from '#core/config/house'
import { portSettings, urlSettings } from '#core/config/process-settings'
import type { Config } from '#core/config/setting'

const { keysFolder: _keysFolder, algorithm: _algorithm, leewaySeconds: _leewaySeconds, ...shared } = houseSettings

/** Where the console listens, and where it finds the others: on their plain ports, as programs of this machine do. */
export const consoleSettings = {
  ...shared,
  ...urlSettings,
  ...portSettings,
  port: portSettings.consolePort,
}

export type ConsoleConfig = Config<typeof consoleSettings>
