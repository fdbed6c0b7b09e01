import type { Algorithm } from '#core/token/algorithms'
import type { TokenParts } from '#core/token/token-change'
import type { Attack, AttackWorld } from '#attacks'
import { besideOf, type Beside } from './beside.ts'

/**
 * Each attempt of a case beside the good one. Ids and dates are the same in both, so that nothing differs but the one thing: these tokens
 * are looked at and never sent.
 * @throws CannotBeMade
 */
export async function makeBeside(attack: Attack, world: AttackWorld): Promise<Beside[]> {
  const still = standingStill(world)
  const [bad, good] = [await attack.make(still, true), await attack.make(still, false)]
  return bad.map((attempt, at) => besideOf(good[at] ?? good[0] ?? attempt, attempt))
}

/** A world whose good token is always the same. */
function standingStill(world: AttackWorld): AttackWorld {
  const made = new Map<Algorithm | undefined, TokenParts>()
  const now = world.now()
  return {
    ...world,
    now: () => now,
    good(algorithm) {
      const token = made.get(algorithm) ?? world.good(algorithm)
      made.set(algorithm, token)
      return token
    },
  }
}
