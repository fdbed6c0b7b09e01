import { describe, expect, test } from 'vitest'
import { systemClock } from '#core/clock'
import { drillSidecars } from '../apps/drill/sidecars/drill-sidecars.ts'
import { outcomeOfSidecars } from '../apps/drill/sidecars/render-sidecars.ts'

// The smallest drill that can fail: one factory, and two sidecars here. Tokens are nearly always under way when a key goes,
// for the way is long; on a busy machine there is one moment without any, but not one after the other. tests/soak has the whole of it.
const options = { calls: 60, rate: 100, rotations: 2 }

describe('the drill of the sidecars', () => {
  test('with the grace of the factory, no call is lost', async () => {
    const verdict = await drillSidecars({ ...options, graceSeconds: undefined }, systemClock)
    expect(verdict).toMatchObject({ lost: {}, lostByTurn: [0, 0], otherFaults: {}, rotations: 2 })
    expect(verdict.calls).toBeGreaterThanOrEqual(options.calls)
    expect(verdict.enoughGrace).toBeGreaterThan(0)
  })

  test('without any grace calls are lost, for their key is gone', async () => {
    const told: string[] = []
    const verdict = await drillSidecars({ ...options, rotations: 4, graceSeconds: 0 }, systemClock, (text) =>
      told.push(text),
    )
    expect(outcomeOfSidecars(verdict)).toBe('failed')
    expect(verdict.lostByTurn).toHaveLength(4)
    expect(Math.max(...verdict.lostByTurn)).toBeGreaterThan(0)
    expect(['revoked-key', 'unknown-key']).toEqual(expect.arrayContaining(Object.keys(verdict.lost)))
    expect(told).toContainEqual(expect.stringMatching(/ of 60 calls, \d of 4 rotations$/))
  })
})
