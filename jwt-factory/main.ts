import { config as loadDotenv } from 'dotenv'
import { systemClock } from '#core/clock'
import { readConfig } from '#core/config/read-config'
import { endWithParent, explainStartFailure, untilSignal } from '#core/process/lifecycle'
import { factorySettings } from './config.ts'
import { startFactory } from './start.ts'

const name = 'jwt-factory'
try {
  loadDotenv({ quiet: true })
  if (process.env['npm_lifecycle_event']) endWithParent(process)
  const config = readConfig(factorySettings, process.env)
  const factory = await startFactory({
    config,
    clock: systemClock,
    logFormat: config.logFormat === 'auto' ? (process.stdout.isTTY ? 'pretty' : 'json') : config.logFormat,
    write: (line) => process.stdout.write(line),
  })
  await untilSignal(process)
  await factory.close()
  process.exit(0)
} catch (error) {
  console.error(explainStartFailure(name, error))
  process.exit(1)
}
