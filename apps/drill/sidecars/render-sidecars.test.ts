import { expect, test } from 'vitest'
import type { SidecarVerdict } from './judge-sidecars.ts'
import { outcomeOfSidecars, renderSidecars } from './render-sidecars.ts'

const well: SidecarVerdict = {
  calls: 10_017,
  rotations: 2,
  lost: {},
  lostByTurn: [0, 0],
  tooSlow: { expired: 3 },
  otherFaults: {},
  p99During: 71.04,
  p99Outside: 63,
  enoughGrace: 0.092,
}
const options = { calls: 10_000, rate: 500, rotations: 2, graceSeconds: undefined }

test('every figure stands in its row', () => {
  const text = renderSidecars(well, options)
  expect(
    Object.fromEntries(text.split('\n').flatMap((line) => [/^ {2}(\S.*?) {2,}(\S.*)$/.exec(line)?.slice(1) ?? []])),
  ).toMatchObject({
    'calls through signer and verifier': '10017',
    rotations: '2',
    'lost to a rotation': '0',
    'of these, for each rotation': '0, 0',
    'failed for another reason': '0',
    'too slow to count': '3, 3 × expired',
    'p99 during rotation': '71.0 ms',
    'p99 outside': '63.0 ms',
    'grace that would have been enough': '0.09 s',
    'grace in this run': 'that of the factory',
  })
  expect(text).toMatch(/\nPASSED: no rotation has cost a call\. Not counted, .+: 3\.\n$/)
  expect(renderSidecars({ ...well, tooSlow: {} }, options)).toMatch(/\nPASSED: no call was lost\.\n$/)
})

test('with one call that a rotation has cost it has failed, and says which, why, and what to do', () => {
  const verdict = { ...well, lost: { 'revoked-key': 7 }, lostByTurn: [3, 4], otherFaults: { 500: 1 } }
  const text = renderSidecars(verdict, { ...options, graceSeconds: 0 })
  expect(text).toContain('7, 7 × revoked-key')
  expect(text).toContain('3, 4')
  expect(text).toMatch(/grace in this run +0 s\n/)
  expect(text).toMatch(/\nFAILED: .+REGISTRY_GRACE.+\n$/)
})

test('one call is enough', () => {
  expect(outcomeOfSidecars({ ...well, lost: { 'unknown-key': 1 }, lostByTurn: [0, 1] })).toBe('failed')
  expect(outcomeOfSidecars({ ...well, otherFaults: { replayed: 1 } })).toBe('odd')
})

test('what no rotation is to blame for decides nothing, nor does a machine that is too slow', () => {
  expect(outcomeOfSidecars({ ...well, otherFaults: { 'other side closed': 1 } })).toBe('odd')
  expect(outcomeOfSidecars({ ...well, tooSlow: { expired: 1000 } })).toBe('too-slow')
  expect(renderSidecars({ ...well, tooSlow: { expired: 1000 } }, options)).toMatch(/\nUNDECIDED: .+ --rate.+\n$/)
  expect(renderSidecars({ ...well, otherFaults: { 500: 1 } }, options)).toMatch(/\nUNDECIDED: .+ no rotation.+\n$/)
})
