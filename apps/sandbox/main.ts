import { readConfig } from '#core/config/read-config'
import { runCommand } from '#core/process/run-process'
import { wrapText } from '#core/process/wrap'
import { loadScenarios } from '#scenarios'
import { sandboxSettings } from './config.ts'
import { startProcesses } from './start-processes.ts'
import { welcome } from './welcome.ts'

await runCommand(process, {
  name: 'npm start',
  about: 'Starts all four processes, and says who listens where when all of them answer. Ctrl-C stops everything.',
  examples: ['npm start', 'SERVICEA_PORT=4000 npm start'],
  further: () => ['Settings are variables, in the environment or in .env; .env.example explains every one.'],
  async run({ env, clock, terminal }) {
    const config = readConfig(sandboxSettings, env)
    const scenarios = await loadScenarios()
    const logFormat = config.logFormat === 'auto' ? 'pretty' : config.logFormat // the reader of this terminal is a person
    const processes = startProcesses({ env: { LOG_FORMAT: logFormat }, clock, write: terminal.write })
    if (await processes.ready) terminal.write(wrapText(welcome(config, scenarios), terminal.columns))
    return processes.ended
  },
})
