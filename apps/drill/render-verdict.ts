import { faultCells, sayPassed } from './call-figures.ts'
import { outcomeOf, type DrillVerdict } from './judge-drill.ts'
import type { DrillOptions } from './options.ts'

export function renderVerdict(verdict: DrillVerdict, { overlapSeconds }: DrillOptions): string {
  const { emergency } = verdict
  const rows: [string, string][] = [
    ['calls A → B → C', String(verdict.calls)],
    ['rotations', String(verdict.rotations)],
    ['failures', faultCells(verdict.faults)],
    ['too slow to count', faultCells(verdict.tooSlow)],
    ['p99 during rotation', `${verdict.p99During.toFixed(1)} ms`],
    ['p99 outside', `${verdict.p99Outside.toFixed(1)} ms`],
    ['key-set fetches seen by the issuer', String(verdict.keySetFetches)],
    ['smallest overlap that would have been safe', `${verdict.smallestSafeOverlap.toFixed(1)} s`],
    ['overlap in this run', overlapSeconds === undefined ? 'derived: the life of a token' : `${overlapSeconds} s`],
    ['emergency: refused, as it should be', String(emergency.refused)],
    ['emergency: the revoked key was believed for', `${emergency.believedFor.toFixed(1)} s`],
  ]
  const width = Math.max(...rows.map(([name]) => name.length))
  const lines = rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)
  const outcome = outcomeOf(verdict)
  return `\n${lines.join('\n')}\n\n${outcome === 'passed' ? sayPassed(verdict.tooSlow) : ENDINGS[outcome]}\n`
}

const ENDINGS: Record<Exclude<ReturnType<typeof outcomeOf>, 'passed'>, string> = {
  failed: 'FAILED: calls were lost.',
  undecided:
    'UNDECIDED: this machine could not keep up, so tokens expired before they arrived. Try a lower --rate, or try again when the machine is less busy.',
}
