import { config as loadDotenv } from 'dotenv'
import { readConfig } from '#core/config/read-config'
import { endWithParent, explainStartFailure } from '#core/process/lifecycle'
import { loadScenarios } from '#scenarios'
import { startProcesses } from './start-processes.ts'
import { sandboxSettings } from './config.ts'
import { welcome } from './welcome.ts'

try {
  loadDotenv({ quiet: true })
  if (process.env['npm_lifecycle_event']) endWithParent(process)
  const config = readConfig(sandboxSettings, process.env)
  const scenarios = await loadScenarios()
  const logFormat = config.logFormat === 'auto' ? 'pretty' : config.logFormat // the reader of this terminal is a person
  const processes = startProcesses(config, { LOG_FORMAT: logFormat })
  if (await processes.ready) process.stdout.write(welcome(config, scenarios))
  process.exit(await processes.ended)
} catch (error) {
  console.error(explainStartFailure('the sandbox', error))
  process.exit(1)
}
