import { runProcess } from '#core/process/run-process'
import { factorySettings } from './config.ts'
import { startFactory } from './start.ts'

await runProcess(process, {
  name: 'jwt-factory',
  about: 'The authority: issues tokens, verifies them and publishes its public keys.',
  settings: factorySettings,
  args: process.argv.slice(2),
  start: startFactory,
})
