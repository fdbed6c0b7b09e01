import { readConfig } from '#core/config/read-config'
import { runCommand } from '#core/process/run-process'
import { loadScenarios } from '#scenarios'
import { sandboxSettings } from './config.ts'
import { startProcesses } from './start-processes.ts'
import { welcome } from './welcome.ts'

await runCommand(process, {
  name: 'the sandbox',
  async run({ env, clock, terminal }) {
    const config = readConfig(sandboxSettings, env)
    const scenarios = await loadScenarios()
    const logFormat = config.logFormat === 'auto' ? 'pretty' : config.logFormat // the reader of this terminal is a person
    const processes = startProcesses({ env: { LOG_FORMAT: logFormat }, clock, write: terminal.write })
    if (await processes.ready) terminal.write(welcome(config, scenarios))
    return processes.ended
  },
})
