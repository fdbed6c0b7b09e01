import { faultCells, sayPassed, sumOfFaults, TOLERATED_SHARE } from '../call-figures.ts'
import type { SidecarDrillOptions } from '../options.ts'
import type { SidecarVerdict } from './judge-sidecars.ts'

/** What a drill has shown: a machine that is too slow, or calls that fail for something else, show nothing. */
export function outcomeOfSidecars(verdict: SidecarVerdict): 'passed' | 'failed' | 'odd' | 'too-slow' {
  const { calls, lost, otherFaults, tooSlow } = verdict
  if (sumOfFaults(lost) > 0) return 'failed'
  if (sumOfFaults(otherFaults) > 0) return 'odd'
  return sumOfFaults(tooSlow) > calls * TOLERATED_SHARE ? 'too-slow' : 'passed'
}

/** The report of a drill of the sidecars. */
export function renderSidecars(verdict: SidecarVerdict, { graceSeconds }: SidecarDrillOptions): string {
  const rows: [string, string][] = [
    ['calls through signer and verifier', String(verdict.calls)],
    ['rotations', String(verdict.rotations)],
    ['lost to a rotation', faultCells(verdict.lost)],
    ['of these, for each rotation', verdict.lostByTurn.join(', ')],
    ['failed for another reason', faultCells(verdict.otherFaults)],
    ['too slow to count', faultCells(verdict.tooSlow)],
    ['p99 during rotation', `${verdict.p99During.toFixed(1)} ms`],
    ['p99 outside', `${verdict.p99Outside.toFixed(1)} ms`],
    ['grace that would have been enough', `${verdict.enoughGrace.toFixed(2)} s`],
    ['grace in this run', graceSeconds === undefined ? 'that of the factory' : `${graceSeconds} s`],
  ]
  const width = Math.max(...rows.map(([name]) => name.length))
  const lines = rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)
  const outcome = outcomeOfSidecars(verdict)
  return `\n${lines.join('\n')}\n\n${outcome === 'passed' ? sayPassed(verdict.tooSlow) : OUTCOMES[outcome]}\n`
}

const OUTCOMES: Record<Exclude<ReturnType<typeof outcomeOfSidecars>, 'passed'>, string> = {
  failed:
    'FAILED: calls were lost. Their tokens were on their way when the registry let go of the key that had signed them: it has to keep an earlier key for its grace (REGISTRY_GRACE).',
  odd: 'UNDECIDED: calls failed, and no rotation is to blame. Find out why, and try again.',
  'too-slow':
    'UNDECIDED: this machine could not keep up. Try a lower --rate, or try again when the machine is less busy.',
}
