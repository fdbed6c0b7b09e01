import { expect, test } from 'vitest'
import type { AttackNeed } from '#attacks'
import { attackWorld } from '../../tests/support/attack-world.ts'
import type { IssuerSide } from './issuer-side.ts'
import { withoutKeySet } from './without-key-set.ts'

const SIDE: IssuerSide = {
  has: new Set<AttackNeed>(['issuer-key', 'key-set']),
  whyNot: (need) => `no ${need}`,
  world: () => attackWorld(),
  visitsTo: () => 0,
  publish: async () => expect.fail('nothing is published'),
  close: async () => {},
}

test('for a target that asks its issuer nothing is published, and the report says why', () => {
  const side = withoutKeySet(SIDE)
  expect([...side.has]).toEqual(['issuer-key'])
  expect(side.publish).toBeUndefined()
  expect(side.whyNot('key-set')).toContain('it asks the issuer about each token')
  expect(side.whyNot('time')).toBe('no time')
})

test('a side that publishes nothing anyhow keeps its own reason', () => {
  const { publish, ...others } = SIDE
  expect(publish).toBeDefined()
  expect(withoutKeySet(others).whyNot('key-set')).toBe('no key-set')
})
