import { portsIn, refuseEqualPorts } from '#core/config/equal-ports'
import { guestSettings } from '#core/config/guest-services'
import { houseSettings } from '#core/config/house'
import { partySettings } from '#core/config/party-settings'
import { portSettings, urlSettings } from '#core/config/process-settings'
import { STARTED_NAMES } from '#core/config/processes'
import { ConfigFault, faultsOf, readConfig } from '#core/config/read-config'
import type { Config, Environment } from '#core/config/setting'
import { factorySettings } from '../../jwt-factory/config.ts'
import { clashesIn } from '../../jwt-factory/config-clashes.ts'
import { SETTINGS_OF } from './settings.ts'

/**
 * A process with port 0 takes a free one, which a program that starts it can ask for. Here nobody could tell it to the
 * person at the terminal, and the others would not find it.
 * @throws ConfigFault
 */
export function refusePortsNobodyKnows(env: Environment): void {
  const ports = STARTED_NAMES.flatMap((name) => portsIn(SETTINGS_OF[name], readConfig(SETTINGS_OF[name], env)))
  const message = 'is 0, a free port that nobody could be told: choose one from 1 to 65535'
  const faults = ports.filter(({ port }) => port === 0).map(({ variable }) => ({ variable, message }))
  if (faults.length > 0) throw new ConfigFault(faults)
}

/** `npm start` needs to know where the processes will listen. */
export const sandboxSettings = {
  ...houseSettings,
  ...portSettings,
  ...urlSettings,
  ...guestSettings,
  ...partySettings,
  open: factorySettings.open,
}

export type SandboxConfig = Config<typeof sandboxSettings>

/**
 * Reads what `npm start` needs itself, and looks at all that its processes will read: before it starts any of them.
 * @throws ConfigFault naming every fault once
 */
export function readSandboxConfig(env: Environment): SandboxConfig {
  const faults = faultsOf([sandboxSettings, ...STARTED_NAMES.map((name) => SETTINGS_OF[name])], env)
  if (faults.length === 0) faults.push(...clashesIn(readConfig(factorySettings, env)))
  if (faults.length > 0) throw new ConfigFault(faults)
  const config = readConfig(sandboxSettings, env)
  refuseEqualPorts(STARTED_NAMES.flatMap((name) => portsIn(SETTINGS_OF[name], readConfig(SETTINGS_OF[name], env))))
  return config
}
