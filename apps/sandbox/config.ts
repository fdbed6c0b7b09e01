import { houseSettings } from '#core/config/house'
import { portSettings } from '#core/config/processes'
import type { Config } from '#core/config/setting'

/** `npm start` needs to know where the processes will listen. */
export const sandboxSettings = { ...houseSettings, ...portSettings }

export type SandboxConfig = Config<typeof sandboxSettings>
