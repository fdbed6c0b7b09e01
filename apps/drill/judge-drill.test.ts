import { describe, expect, test } from 'vitest'
import { judgeDrill, outcomeOf, type DrillRecord, type Turn } from './judge-drill.ts'
import type { DrillCall } from './start-calls.ts'

/** A call at a time in milliseconds, 10 ms long unless said otherwise. */
const call = (
  begin: number,
  tokenIds: string[],
  { fault, took = 10 }: { fault?: string; took?: number } = {},
): DrillCall => ({
  begin,
  end: begin + took,
  tokenIds,
  fault,
})
const refused = (begin: number, fault = 'revoked-key') => call(begin, [], { fault })
const turnAt = (begin: number): Turn => ({ begin, activateFrom: begin + 2000, activatedAt: begin + 2010 })

const judge = (calls: DrillCall[], record: Partial<DrillRecord> = {}) =>
  judgeDrill({ calls, counted: calls.length, turns: [], emergencyAt: Infinity, keySetFetches: 7, ...record })

describe('failures', () => {
  test('are counted by their fault', () => {
    const calls = [call(0, ['a']), refused(10), refused(20, 'unknown-key'), refused(30), refused(40, '504')]
    expect(judge(calls)).toMatchObject({
      calls: 5,
      failures: 4,
      faults: { 'revoked-key': 2, 'unknown-key': 1, '504': 1 },
      keySetFetches: 7,
    })
  })

  test('none: there is nothing to tell', () => {
    expect(judge([call(0, ['a'])])).toMatchObject({ calls: 1, failures: 0, faults: {} })
  })
})

describe('a machine that cannot keep up', () => {
  const late = call(100, [], { fault: 'expired', took: 4000 })

  test('loses no call: what failed for its slowness has a row of its own', () => {
    const verdict = judge([call(0, ['a']), late, refused(10, 'unknown-key')])
    expect(verdict).toMatchObject({ calls: 3, failures: 1, faults: { 'unknown-key': 1 }, tooSlow: { expired: 1 } })
  })

  test('shows nothing when it was so for more than a few of the calls', () => {
    const good = Array.from({ length: 100 }, (_, index) => call(index, ['a']))
    expect(outcomeOf(judge([...good, late]))).toBe('passed')
    expect(outcomeOf(judge([...good, ...Array<DrillCall>(10).fill(late)]))).toBe('undecided')
    expect(outcomeOf(judge([late, refused(10)]))).toBe('failed')
  })

  test('says nothing about the overlap either', () => {
    const calls = [call(1000, ['old']), call(8000, [], { fault: 'revoked-key', took: 900 })]
    expect(judge(calls, { turns: [turnAt(0)] }).smallestSafeOverlap).toBe(0)
  })
})

describe('the smallest safe overlap', () => {
  test('is how long a token of the retired key was used after the next one took over', () => {
    const calls = [call(1000, ['old']), call(1900, ['old']), call(3510, ['old']), call(3600, ['new'])]
    expect(judge(calls, { turns: [turnAt(0)] }).smallestSafeOverlap).toBe(1.5)
  })

  test('is nothing when no token outlived its key', () => {
    const calls = [call(1000, ['old']), call(2100, ['new'])]
    expect(judge(calls, { turns: [turnAt(0)] }).smallestSafeOverlap).toBe(0)
  })

  test('is that of the worst turn', () => {
    const calls = [call(1000, ['a']), call(2510, ['a']), call(2600, ['b']), call(8010, ['b']), call(8100, ['c'])]
    expect(judge(calls, { turns: [turnAt(0), turnAt(5000)] }).smallestSafeOverlap).toBe(1)
  })

  test('a call that failed for its key needed it too', () => {
    const calls = [call(1000, ['old']), refused(3010), refused(3210, '504')]
    expect(judge(calls, { turns: [turnAt(0)] }).smallestSafeOverlap).toBe(1)
  })

  test.each([
    ['has answered', 360, 0.26],
    ['answers', 105, 0.005],
  ])(
    'a call that was under way when the factory %s needed the earlier key until its end, at the most',
    (_what, took, needed) => {
      const calls = [call(1000, ['old']), call(1900, [], { fault: 'unknown-key', took })]
      expect(judge(calls, { turns: [turnAt(0)] }).smallestSafeOverlap).toBe(needed)
    },
  )

  test('a failure after the next turn is one of that turn', () => {
    const calls = [call(1000, ['a']), refused(2510), call(3000, ['b']), refused(7310)]
    expect(judge(calls, { turns: [turnAt(0), turnAt(5000)] }).smallestSafeOverlap).toBe(0.5)
  })
})

describe('p99', () => {
  test('is told for the second after each step of a rotation, and for all other times', () => {
    const calls = [call(100, [], { took: 40 }), call(2500, [], { took: 50 }), call(1500, [], { took: 5 })]
    expect(judge(calls, { turns: [turnAt(0)] })).toMatchObject({ p99During: 50, p99Outside: 5, rotations: 1 })
  })

  test('is that of the slowest but one in a hundred', () => {
    const calls = Array.from({ length: 200 }, (_, index) => call(index, [], { took: index }))
    expect(judge(calls).p99Outside).toBe(198)
  })
})

describe('the emergency', () => {
  const calls = [call(100, ['a']), call(1200, ['a']), refused(1500), refused(1600), call(2000, ['b'])]
  const record = { counted: 1, emergencyAt: 1000 }

  test('a refusal of the revoked key is the point of it, and no failure', () => {
    expect(judge(calls, record)).toMatchObject({ calls: 1, failures: 0, emergency: { refused: 2 } })
  })

  test('tells when a token of the revoked key was believed for the last time', () => {
    expect(judge(calls, record).emergency.believedFor).toBe(0.2)
  })

  test.each(['unknown-key', 'any-other-key'])('%s is a failure: the revoked key is known by its name', (fault) => {
    const verdict = judge([...calls, refused(2100, fault)], record)
    expect(verdict).toMatchObject({ failures: 1, faults: { [fault]: 1 }, emergency: { refused: 2 } })
  })

  test('any other fault is a failure', () => {
    expect(judge([...calls, refused(2100, '503')], record)).toMatchObject({ failures: 1, faults: { '503': 1 } })
  })
})
