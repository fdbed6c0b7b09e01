import { describe, expect, test } from 'vitest'
import { judgeSidecars, type SidecarTurn } from './judge-sidecars.ts'
import type { ProxiedCall } from './start-proxied-calls.ts'

/** A call at a time in milliseconds; without a fault it went well. */
const call = (begin: number, fault?: string, took = 60): ProxiedCall => ({ begin, end: begin + took, fault })
const turnAt = (begin: number): SidecarTurn => ({ begin, end: begin + 20 })
const judge = (calls: ProxiedCall[], turns = [turnAt(1000)]) => judgeSidecars({ calls, turns })

describe('a call is lost to a rotation', () => {
  test.each(['revoked-key', 'unknown-key', 'no-active-key'])('when it says %s, once one has begun', (fault) => {
    expect(judge([call(980, fault)])).toMatchObject({ lost: { [fault]: 1 }, lostByTurn: [1], otherFaults: {} })
  })

  test('however slow the machine is: a key that is kept for its grace is there for late ones, too', () => {
    expect(judge([call(980, 'revoked-key', 4000)])).toMatchObject({ lost: { 'revoked-key': 1 }, tooSlow: {} })
  })

  test('when the verifier cannot ask for the new key, and all is quick', () => {
    expect(judge([call(1100, 'cannot-decide')]).lost).toEqual({ 'cannot-decide': 1 })
    expect(judge([call(9000, 'cannot-decide')])).toMatchObject({ lost: {}, otherFaults: { 'cannot-decide': 1 } })
  })

  test('and it is said to which', () => {
    const calls = [call(990, 'revoked-key'), call(1010, 'revoked-key'), call(4990, 'revoked-key'), call(7000)]
    expect(judge(calls, [turnAt(1000), turnAt(3000), turnAt(5000)]).lostByTurn).toEqual([2, 0, 1])
  })
})

describe('a rotation is not to blame', () => {
  test('for a fault of a key before there was one', () => {
    expect(judge([call(500, 'unknown-key')])).toMatchObject({ lost: {}, otherFaults: { 'unknown-key': 1 } })
  })

  test.each(['replayed', 'wrong-audience', 'signature-mismatch', 'peer-unreachable', '500', 'other side closed'])(
    'for %s, at the moment of one or not, quick or slow',
    (fault) => {
      const calls = [call(1000, fault), call(1000, fault, 5000), call(9000, fault)]
      expect(judge(calls)).toMatchObject({ lost: {}, tooSlow: {}, otherFaults: { [fault]: 3 } })
    },
  )

  test.each(['expired', 'cannot-decide', 'peer-timeout', '504'])('for %s where the machine was slow', (fault) => {
    expect(judge([call(1000, fault, 900)])).toMatchObject({ lost: {}, tooSlow: { [fault]: 1 }, otherFaults: {} })
    expect(judge([call(1000, undefined, 900), call(2500, fault)]).tooSlow, 'another call was slow').toEqual({
      [fault]: 1,
    })
  })

  test('for a token that expired, where nothing was slow', () => {
    expect(judge([call(1010, 'expired')])).toMatchObject({ lost: {}, tooSlow: {}, otherFaults: { expired: 1 } })
  })
})

describe('the figures', () => {
  test('good calls are counted, and are none of the others', () => {
    expect(judge([call(0), call(1000), call(2000, undefined, 9000)])).toMatchObject({
      calls: 3,
      rotations: 1,
      lost: {},
      tooSlow: {},
      otherFaults: {},
    })
  })

  test('enough grace is what the last call needed that may have been signed by the old key', () => {
    expect(judge([call(900), call(1015, undefined, 400), call(1021, undefined, 900)]).enoughGrace).toBe(0.415)
    expect(judge([call(0), call(5000)]).enoughGrace).toBe(0)
  })

  test('p99 is told for the time of a rotation and for the rest', () => {
    const calls = [call(500, undefined, 40), call(1100, undefined, 80), call(2900, undefined, 70), call(8000)]
    expect(judge(calls)).toMatchObject({ p99During: 80, p99Outside: 60 })
  })
})
