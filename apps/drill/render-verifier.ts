import type { VerifierVerdict } from './drill-verifier.ts'

/** The report on a verifier of others. */
export function renderVerifierVerdict(verifier: string, verdict: VerifierVerdict): string {
  const rows: [string, string][] = [
    ['verifier', verifier],
    ['prepared rotations', String(verdict.rotations)],
    ['calls', String(verdict.calls)],
    ['calls lost', String(verdict.lost)],
    ['a key that nobody prepared is believed', spanOf(verdict.refetch, 'after ')],
    ['the same, just after it has fetched the key set', spanOf(verdict.cooldown, 'after ')],
    ['a revoked key is believed', spanOf(verdict.revoked, 'for ')],
    ['key-set fetches seen by the issuer', String(verdict.keySetFetches)],
  ]
  const width = Math.max(...rows.map(([name]) => name.length))
  const lines = rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)
  const end =
    verdict.lost === 0
      ? 'PASSED: prepared rotations lost no call.'
      : 'FAILED: calls were lost, though each key was published before it signed.'
  return `\n${lines.join('\n')}\n\n${end}\n`
}

const SPANS = [
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
] as const

function spanOf(seconds: number | undefined, word: string): string {
  if (seconds === undefined) return `${word}more than a day`
  if (seconds === 0) return word === 'for ' ? 'no longer' : 'at once'
  const [size, unit] = SPANS.find(([size]) => seconds >= 2 * size || seconds === size) ?? [1, 's']
  return `${word}${Math.round(seconds / size)} ${unit}`
}
