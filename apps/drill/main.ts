import { runCommand } from '#core/process/run-process'
import { wrapText } from '#core/process/wrap'
import { drillRotation } from './drill-rotation.ts'
import { outcomeOf } from './judge-drill.ts'
import { DRILL_LINE, readDrillOptions } from './options.ts'
import { renderVerdict } from './render-verdict.ts'

await runCommand(process, {
  ...DRILL_LINE,
  async run({ clock, terminal, ...given }) {
    const options = readDrillOptions(given)
    const { calls, rate, rotations } = options
    terminal.write(
      `${calls} calls A → B → C at ${rate} a second, ${rotations} ${rotations === 1 ? 'rotation' : 'rotations'} …\n`,
    )
    const verdict = await drillRotation(options, clock, { tell: terminal.progress })
    terminal.write(wrapText(renderVerdict(verdict, options), terminal.columns))
    return outcomeOf(verdict) === 'passed' ? 0 : 1
  },
})
