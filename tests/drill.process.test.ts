import { describe, expect, test } from 'vitest'
import { systemClock } from '#core/clock'
import { drillRotation } from '../apps/drill/drill-rotation.ts'

// The smallest drill that can fail: four real processes, and one rotation just after A and B got their tokens. They use
// them for four seconds, and B and C fetch the key set after one, so a key that is gone is missed in between, however
// slow the machine is. What it is too slow for counts neither way.
const options = { calls: 20, rate: 20, rotations: 1 }
const drill = (overlapSeconds: number | undefined) =>
  drillRotation({ ...options, overlapSeconds }, systemClock, { aftermathSeconds: 0 })

/** Milliseconds. */
const QUICK = 500

describe.concurrent('the drill of a rotation', () => {
  test('with the overlap that the factory derives, no call is lost', async () => {
    const verdict = await drill(undefined)
    expect(verdict).toMatchObject({ failures: 0, faults: {}, rotations: 1 })
    expect(verdict.calls).toBeGreaterThanOrEqual(options.calls)
    expect(verdict.keySetFetches).toBeGreaterThanOrEqual(4) // B and C, at the start and later on
    // Where a call takes as long as a token lives, none is left of the revoked key when B and C hear of it.
    if (Math.max(verdict.p99During, verdict.p99Outside) < QUICK) expect(verdict.emergency.refused).toBeGreaterThan(0)
  })

  test('without any overlap calls are lost, for their key was revoked too early', async () => {
    const verdict = await drill(0)
    expect(verdict.failures).toBeGreaterThan(0)
    // Withdrawn for whoever has seen it published, unknown to a callee that comes too late for that.
    expect(['revoked-key', 'unknown-key']).toEqual(expect.arrayContaining(Object.keys(verdict.faults)))
    expect(verdict.smallestSafeOverlap).toBeGreaterThan(0)
  })
})
