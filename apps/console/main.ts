import { runProcess } from '#core/process/run-process'
import { loadScenarios } from '#scenarios'
import { consoleSettings } from './config.ts'
import { startConsole } from './start.ts'

await runProcess(process, {
  name: 'console',
  about: 'The sandbox in a browser: play scenarios, and watch tokens travel.',
  settings: consoleSettings,
  args: process.argv.slice(2),
  start: async (frame) => startConsole({ ...frame, scenarios: await loadScenarios() }),
})
