import { runCommand } from '#core/process/run-process'
import { drillRotation } from './drill-rotation.ts'
import { outcomeOf } from './judge-drill.ts'
import { readDrillOptions, DRILL_USAGE } from './options.ts'
import { renderVerdict } from './render-verdict.ts'

await runCommand(process, {
  name: 'npm run drill',
  usage: DRILL_USAGE,
  async run({ args, clock, terminal }) {
    const options = readDrillOptions(args)
    const { calls, rate, rotations } = options
    terminal.write(`${calls} calls A → B → C at ${rate} a second, ${rotations} rotations …\n`)
    const verdict = await drillRotation(options, clock)
    terminal.write(renderVerdict(verdict, options))
    return outcomeOf(verdict) === 'passed' ? 0 : 1
  },
})
