import { config as loadDotenv } from 'dotenv'
import { systemClock } from '#core/clock'
import { readConfig } from '#core/config/read-config'
import { endWithParent, explainStartFailure, untilSignal } from '#core/process/lifecycle'
import { isRole, loadScenarios, ROLES } from '#scenarios'
import { serviceSettings } from './config.ts'
import { startService } from './start.ts'

const role = process.argv[2]
try {
  if (!isRole(role)) throw new Error(`say which service this is: ${ROLES.join(', ')}; for instance npm run servicea`)
  loadDotenv({ quiet: true })
  if (process.env['npm_lifecycle_event']) endWithParent(process)
  const config = readConfig(serviceSettings(role), process.env)
  const service = await startService({
    role,
    config,
    scenarios: await loadScenarios(),
    clock: systemClock,
    logFormat: config.logFormat === 'auto' ? (process.stdout.isTTY ? 'pretty' : 'json') : config.logFormat,
    write: (line) => process.stdout.write(line),
  })
  await untilSignal(process)
  await service.close()
  process.exit(0)
} catch (error) {
  console.error(explainStartFailure(role || 'service', error))
  process.exit(1)
}
