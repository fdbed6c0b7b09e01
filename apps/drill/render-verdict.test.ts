import { expect, test } from 'vitest'
import type { DrillVerdict } from './judge-drill.ts'
import { renderVerdict } from './render-verdict.ts'

const good: DrillVerdict = {
  calls: 20_031,
  failures: 0,
  faults: {},
  tooSlow: { expired: 2, '504': 1 },
  p99During: 24.04,
  p99Outside: 12,
  keySetFetches: 88,
  rotations: 10,
  smallestSafeOverlap: 2.41,
  emergency: { refused: 512, believedFor: 0.93 },
}
const options = { calls: 20_000, rate: 500, rotations: 10, overlapSeconds: undefined }

/** The table by its names. */
const rowsOf = (text: string) =>
  Object.fromEntries(text.split('\n').flatMap((line) => [/^ {2}(\S.*?) {2,}(\S.*)$/.exec(line)?.slice(1) ?? []]))

test('tells every figure by its name', () => {
  expect(rowsOf(renderVerdict(good, options))).toMatchObject({
    'calls A → B → C': '20031',
    rotations: '10',
    failures: '0',
    'too slow to count': '3, 1 × 504, 2 × expired',
    'p99 during rotation': '24.0 ms',
    'p99 outside': '12.0 ms',
    'key-set fetches seen by the issuer': '88',
    'smallest overlap that would have been safe': '2.4 s',
    'overlap in this run': expect.stringContaining('derived'),
    'emergency: refused, as it should be': '512',
    'emergency: the revoked key was believed for': '0.9 s',
  })
})

test('without a failure it has passed', () => {
  expect(renderVerdict({ ...good, tooSlow: {} }, options)).toMatch(/\nPASSED: no call was lost\.\n$/)
  expect(renderVerdict(good, options)).toMatch(/\nPASSED: no rotation has cost a call\. Not counted, .+: 3\.\n$/)
})

test('with failures it has failed, and says for what', () => {
  const bad = { ...good, failures: 5, faults: { 'revoked-key': 4, 'unknown-key': 1 } }
  const text = renderVerdict(bad, { ...options, overlapSeconds: 0 })
  expect(rowsOf(text)).toMatchObject({
    failures: '5, 4 × revoked-key, 1 × unknown-key',
    'overlap in this run': '0 s',
  })
  expect(text).toMatch(/\nFAILED: .+\n$/)
})

test('with one lost call it has failed', () => {
  const text = renderVerdict({ ...good, failures: 1, faults: { '504': 1 } }, options)
  expect(text).toMatch(/\nFAILED: .+\n$/)
  expect(text).not.toContain('PASSED')
})

test('when too many calls were too slow it has decided nothing, and says what to do', () => {
  expect(renderVerdict({ ...good, tooSlow: { expired: 2000 } }, options)).toMatch(/\nUNDECIDED: .+ --rate.+\n$/)
})
