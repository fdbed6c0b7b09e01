import type { CommandCall } from '#core/process/run-process'
import { wrapText } from '#core/process/wrap'
import { drillRotation } from './drill-rotation.ts'
import { drillVerifier } from './drill-verifier.ts'
import { outcomeOf } from './judge-drill.ts'
import type { ChosenDrill, DrillOptions } from './options.ts'
import { renderVerdict } from './render-verdict.ts'
import { renderVerifierVerdict } from './render-verifier.ts'
import { drillSidecars } from './sidecars/drill-sidecars.ts'
import { outcomeOfSidecars, renderSidecars } from './sidecars/render-sidecars.ts'

/** Does the drill that was chosen, and writes its report. @returns whether it has passed */
export async function runDrill(options: ChosenDrill, { clock, terminal, env }: CommandCall): Promise<boolean> {
  const tell = terminal.progress
  const say = (text: string) => terminal.write(wrapText(text, terminal.columns))
  if (options.drill === 'sidecars') {
    say(`${howMuch(options, 'client → signer → verifier → service')} …\n`)
    const verdict = await drillSidecars(options, clock, tell)
    say(renderSidecars(verdict, options))
    return outcomeOfSidecars(verdict) === 'passed'
  }
  if (options.verifier !== undefined) {
    const verdict = await drillVerifier(options.verifier, options, { clock, env, tell })
    say(renderVerifierVerdict(options.verifier, verdict))
    return verdict.lost === 0
  }
  say(`${howMuch(options, 'A → B → C')} …\n`)
  const verdict = await drillRotation(options, clock, { tell })
  say(renderVerdict(verdict, options))
  return outcomeOf(verdict) === 'passed'
}

function howMuch({ calls, rate, rotations }: Pick<DrillOptions, 'calls' | 'rate' | 'rotations'>, way: string): string {
  return `${calls} calls ${way} at ${rate} a second, ${rotations} ${rotations === 1 ? 'rotation' : 'rotations'}`
}
