import { runCommand } from '#core/process/run-process'
import { DRILL_LINE, readDrillOptions } from './options.ts'
import { runDrill } from './run-drill.ts'

await runCommand(process, {
  ...DRILL_LINE,
  run: async (call) => ((await runDrill(readDrillOptions(call), call)) ? 0 : 1),
})
