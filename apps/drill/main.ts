import { runCommand } from '#core/process/run-process'
import { wrapText } from '#core/process/wrap'
import { drillRotation } from './drill-rotation.ts'
import { drillVerifier } from './drill-verifier.ts'
import { outcomeOf } from './judge-drill.ts'
import { DRILL_LINE, readDrillOptions } from './options.ts'
import { renderVerdict } from './render-verdict.ts'
import { renderVerifierVerdict } from './render-verifier.ts'

await runCommand(process, {
  ...DRILL_LINE,
  async run({ clock, terminal, env, ...given }) {
    const options = readDrillOptions(given)
    if (options.verifier !== undefined) {
      const verdict = await drillVerifier(options.verifier, options, { clock, env, tell: terminal.progress })
      terminal.write(wrapText(renderVerifierVerdict(options.verifier, verdict), terminal.columns))
      return verdict.lost === 0 ? 0 : 1
    }
    const { calls, rate, rotations } = options
    terminal.write(
      `${calls} calls A → B → C at ${rate} a second, ${rotations} ${rotations === 1 ? 'rotation' : 'rotations'} …\n`,
    )
    const verdict = await drillRotation(options, clock, { tell: terminal.progress })
    terminal.write(wrapText(renderVerdict(verdict, options), terminal.columns))
    return outcomeOf(verdict) === 'passed' ? 0 : 1
  },
})
