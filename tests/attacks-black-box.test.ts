import { expect, test } from 'vitest'
import { CannotBeMade, CATALOGUE, makeToken, type Attack, type AttackWorld } from '#attacks'
import { partsOf } from './support/attack-differences.ts'
import { verdictOnAttempt } from './support/attack-verdicts.ts'
import { attackWorld } from './support/attack-world.ts'

const whole = attackWorld()

/** What somebody has who got hold of one good token, and can read the published keys. */
async function blackBox(): Promise<AttackWorld> {
  const given = await makeToken(whole)
  const { issuer: _issuer, secondIssuer: _second, clients: _clients, exchange: _exchange, ...rest } = whole
  return { ...rest, given, good: () => partsOf(given) }
}

/** Nobody can have them who has no hand on the issuer. */
const OUT_OF_REACH = new Set(['issuer-key', 'client', 'exchange', 'key-set', 'second-issuer', 'revocation', 'dialect'])

const inReach = CATALOGUE.filter(({ needs }) => !needs.some((need) => OUT_OF_REACH.has(need)))

/** What cannot be made of one token of RS256: another one, or one of another algorithm. */
const NOT_OF_ONE =
  /^(?:sig-from-other-token|life-replay(?:-respelled|-parallel)?|life-cache-collision|sig-ec|sig-ed|b64-standard)/

const MAY_BE_BELIEVED = (attack: Attack) => attack.expects.includes('2xx') || attack.family === 'life'

test('without the key of the issuer there is much that can be sent', () => {
  expect(inReach.length).toBeGreaterThan(110)
})

test.each(inReach)('$id, made of one good token, is refused', async (attack) => {
  const world = await blackBox()
  const attempts = await attack.make(world, true).catch((error: unknown) => {
    if (error instanceof CannotBeMade && NOT_OF_ONE.test(attack.id)) return []
    throw error
  })
  for (const attempt of attempts) {
    const verdict = await verdictOnAttempt(world, attempt)
    if (!MAY_BE_BELIEVED(attack)) expect(verdict, attempt.label).not.toBe('believed')
  }
})
