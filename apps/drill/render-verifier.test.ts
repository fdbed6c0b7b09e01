import { expect, test } from 'vitest'
import type { VerifierVerdict } from './drill-verifier.ts'
import { renderVerifierVerdict } from './render-verifier.ts'

const good: VerifierVerdict = {
  rotations: 3,
  calls: 540,
  lost: 0,
  refetch: 0,
  cooldown: 30,
  revoked: 600,
  keySetFetches: 9,
}
const line = (verdict: VerifierVerdict, name: string) =>
  renderVerifierVerdict('jose', verdict)
    .split('\n')
    .find((each) => each.startsWith(`  ${name} `))
    ?.replace(/^.* {2}/, '')

test('a lost call is told at the end', () => {
  expect(renderVerifierVerdict('jose', good)).toContain('PASSED')
  expect(renderVerifierVerdict('jose', { ...good, lost: 1 })).toContain('FAILED')
})

test('a span is told as people say it', () => {
  const revoked = 'a revoked key is believed'
  expect(line(good, 'a key that nobody prepared is believed')).toBe('at once')
  expect(line(good, 'the same, just after it has fetched the key set')).toBe('after 30 s')
  expect(line(good, revoked)).toBe('for 10 min')
  for (const [seconds, said] of [
    [0, 'no longer'],
    [60, 'for 1 min'],
    [90, 'for 90 s'],
    [3600, 'for 1 h'],
    [36_000, 'for 10 h'],
    [undefined, 'for more than a day'],
  ] as const)
    expect(line({ ...good, revoked: seconds }, revoked)).toBe(said)
})
