import { expect, test } from 'vitest'
import type { DrillCall } from './start-calls.ts'
import { findTooSlow } from './too-slow.ts'

/** A call that failed at a time in milliseconds, or went well when there is no fault. */
const call = (begin: number, fault: string | undefined, took = 10): DrillCall => ({
  begin,
  end: begin + took,
  tokenIds: [],
  fault,
})
const SLOW_CALL = call(10_000, undefined, 900)

const faultsTooSlow = (calls: DrillCall[], activations: number[] = []) =>
  [...findTooSlow(calls, activations)].map(({ fault }) => fault)

test.each(['expired', '400', '408', '503', '504'])('%s is of slowness when the call itself was slow', (fault) => {
  expect(faultsTooSlow([call(0, fault, 5000)])).toEqual([fault])
})

test('or when another one was, in the life of its token: the token was late already', () => {
  expect(faultsTooSlow([SLOW_CALL, call(12_000, 'expired')])).toEqual(['expired'])
})

test.each(['expired', '503', '504'])('%s is a lost call when all is quick', (fault) => {
  expect(faultsTooSlow([call(9000, undefined), call(9500, fault)])).toEqual([])
})

test('a slow call long ago explains nothing', () => {
  expect(faultsTooSlow([SLOW_CALL, call(30_000, 'expired')])).toEqual([])
})

test.each(['revoked-key', 'unknown-key', 'signature-mismatch', 'other side closed'])(
  '%s is a lost call, however slow the machine is',
  (fault) => expect(faultsTooSlow([SLOW_CALL, call(11_000, fault, 900)], [9000])).toEqual([]),
)

test('but a revoked key, once every token of the retired one has ended: only a late token can meet it', () => {
  const late = call(16_000, 'revoked-key', 700)
  expect(faultsTooSlow([late], [10_000])).toEqual(['revoked-key'])
  expect(faultsTooSlow([late], [10_000, 15_500]), 'it may be the key of the turn after').toEqual([])
  expect(faultsTooSlow([call(16_000, 'revoked-key')], [10_000]), 'nothing was slow').toEqual([])
})

test('a call that went well is never too slow to count', () => {
  expect(faultsTooSlow([call(0, undefined, 9000)])).toEqual([])
})
