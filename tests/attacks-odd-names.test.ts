import { expect, test } from 'vitest'
import { CannotBeMade, CATALOGUE, type AttackWorld } from '#attacks'
import { attackWorld } from './support/attack-world.ts'

// A service may have any name, and so may its issuer: a case that has nothing to change there is not made. A token that is good after all
// would be believed, and put down as a finding.

const NAMED = CATALOGUE.filter(({ id }) => /^(?:iss|aud|scope|type-typ)-/.test(id))

/** What a token says of who made it, for whom it is, for what, and of its kind. */
function namesIn(token: string): string {
  const [{ typ }, { iss, aud, scope }] = token
    .split('.')
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()))
  return JSON.stringify([iss, aud, scope, typ])
}

test.each<[string, Partial<AttackWorld['target']>]>([
  ['an issuer with a short name', { issuer: 'orders' }],
  ['an issuer with seven letters', { issuer: 'factory' }],
  ['an issuer of one letter', { issuer: 'o' }],
  ['an issuer in capital letters', { issuer: 'ORDERS' }],
  ['an issuer that ends with a slash', { issuer: 'https://factory.sandbox.test/' }],
  ['an audience in capital letters', { audience: 'ORDERS' }],
  ['an audience that is a number', { audience: '4711' }],
  ['an audience of one letter', { audience: 'o' }],
  ['an audience that is the issuer', { audience: 'https://factory.sandbox.test' }],
  ['an audience that is the other one', { audience: 'orders', otherAudience: 'orders' }],
  ['a scope in capital letters', { scope: 'ORDERS.READ' }],
  ['a star for a scope', { scope: '*' }],
  ['the type of another kind', { type: 'secevent+jwt' }],
])('%s: no token of these cases says what a good one does', async (_what, names) => {
  const world = attackWorld(names)
  const { issuer, audience, scope, type } = world.target
  let made = 0
  for (const attack of NAMED) {
    const attempts = await Promise.try(() => attack.make(world, true)).catch((error: unknown) => {
      if (error instanceof CannotBeMade) return []
      throw error
    })
    for (const token of attempts.flatMap(({ tokens }) => tokens)) {
      expect(namesIn(token), attack.id).not.toBe(JSON.stringify([issuer, audience, scope, type]))
      made++
    }
  }
  expect(made).toBeGreaterThan(20)
})
