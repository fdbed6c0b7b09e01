import { systemClock } from '#core/clock'
import { portsOf } from '#core/config/process-settings'
import { CONTROLLED_NAMES } from '#core/config/processes'
import { readConfig } from '#core/config/read-config'
import type { Environment } from '#core/config/setting'
import { readArguments } from '#core/process/command-line'
import { readProjectFile } from './project-files.ts'
import { settingsFor } from './ports.ts'
import type { TestSandbox } from './sandbox.ts'
import { commandSettings } from '../../apps/control/config.ts'
import { CONTROL_LINE, readControlOptions } from '../../apps/control/options.ts'
import { renderReplies } from '../../apps/control/render.ts'
import { exitCodeOf, sayRefusals } from '../../apps/control/say-refusals.ts'
import { tell } from '../../apps/control/tell.ts'

const CLIENT = '{"secret":"0123456789abcdef","audiences":["serviceb"],"scopes":[]}'

/** The settings by which the command finds the processes of a test sandbox. */
export const portSettingsOf = ({ processes }: Pick<TestSandbox, 'processes'>): Environment =>
  Object.assign({}, ...CONTROLLED_NAMES.map((name) => settingsFor(name, processes[name])))

/**
 * Does what `npm run control -- …` does, and says what a person sees of it.
 * @param fileText what a file that it names holds; where it is not said, policies are those of the project, and all else a client
 */
export async function sayLine(words: readonly string[], env: Environment, fileText?: string) {
  const readFile = async (file: string) => fileText ?? (file.endsWith('.yaml') ? readProjectFile(file) : CLIENT)
  const given = readArguments(words, CONTROL_LINE)
  const options = await readControlOptions({ ...given, readFile })
  const config = readConfig(commandSettings, env)
  const told = await tell(options, config, systemClock)
  const refusals = sayRefusals(told, portsOf(config).plain, options.order.method !== 'GET')
  const code = exitCodeOf(told, options.only !== undefined)
  return { shown: renderReplies(options.order, told.replies), refusals, code }
}
