import { runProcess } from '#core/process/run-process'
import { factorySettings } from './config.ts'
import { startFactory } from './start.ts'

await runProcess(process, { name: 'jwt-factory', settings: factorySettings, start: startFactory })
