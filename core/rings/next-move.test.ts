import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fuzzRuns } from '../../tests/support/soak-size.ts'
import { nextMove, nextMoveIn, type KeyState, type Ring, type RotationPolicy } from './rotation.ts'

const NOW = 1_000_000_000

const entry = fc.record({
  state: fc.constantFrom<KeyState>('prepared', 'active', 'retired', 'revoked'),
  since: fc.integer({ min: NOW - 20_000, max: NOW + 100_000 }),
  was: fc.oneof(fc.constant({}), fc.record({ prepared: fc.integer({ min: NOW - 40_000, max: NOW - 20_000 }) })),
})

const rings: fc.Arbitrary<Ring> = fc
  .array(entry, { maxLength: 6 })
  .map((entries) => {
    const of = (wanted: KeyState) => entries.find(({ state }) => state === wanted)
    // One signs at most, and one is to sign next.
    return entries.filter((one) => (one.state !== 'active' && one.state !== 'prepared') || one === of(one.state))
  })
  .map((entries) => entries.map((one, at) => ({ ...one, kid: `key-${at}`, algorithm: 'ES256' as const })))

const policies: fc.Arbitrary<RotationPolicy> = fc.record({
  lifetime: fc.oneof(fc.constant(Infinity), fc.integer({ min: 1, max: 30_000 })),
  countsFrom: fc.constantFrom('use', 'publication'),
  publishAhead: fc.integer({ min: 0, max: 10_000 }),
  keepAfter: fc.integer({ min: 0, max: 30_000 }),
})

/** How far the sure time is behind: a date that leapt ahead is not believed for a day. */
const behind = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 50_000 }))

test('the next move is due when it is said to be, and not a moment before', () => {
  fc.assert(
    fc.property(rings, policies, behind, fc.double({ min: 0, max: 1, noNaN: true }), (ring, policy, lag, part) => {
      const moveAt = (passed: number) => nextMove(ring, policy, NOW + passed, NOW + passed - lag)
      const wait = nextMoveIn(ring, policy, NOW, NOW - lag)
      expect(wait).toBeGreaterThanOrEqual(0)
      const horizon = Math.min(wait, 1_000_000)
      if (wait > 0)
        for (const passed of [0, Math.floor(part * (horizon - 1)), horizon - 1]) expect(moveAt(passed)).toBeUndefined()
      if (wait < Infinity) expect(moveAt(wait)).toBeDefined()
    }),
    { numRuns: fuzzRuns(500) },
  )
})
