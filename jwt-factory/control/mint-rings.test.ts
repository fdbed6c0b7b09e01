import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Problem } from '#core/http/problem'
import { until } from '../../tests/support/until.ts'
import { createIssuers } from '../issuer.ts'
import { MAIN_URL, openTestIssuer, type TestIssuer } from '../test-issuer.ts'
import { createMint } from './mint.ts'

let factory: TestIssuer
beforeAll(async () => {
  factory = await openTestIssuer()
})
afterAll(() => factory.close())

const full = async () => {
  throw new Problem('too-many-keys', 'No ring was made.')
}

describe('a ring or an issuer that a token is the first to name', () => {
  test('is made by that, and is in use', async () => {
    for (const [by, ringId] of [
      [{ ring: 'first-named' }, 'first-named'],
      [{ issuer: 'first-named' }, '@first-named'],
    ] as const) {
      await factory.mint({ signedBy: by })
      expect(factory.rings.ids()).toContain(ringId)
      await until('it is in use', async () => (await factory.use.ringIds()).has(ringId))
    }
  })

  test('needs room as everywhere: where there is none, nothing is made', async () => {
    const { rings, use, shapes, clock } = factory
    const room = { admit: full, remove: async () => false }
    const issuers = createIssuers({ rings, room, url: () => MAIN_URL })
    const crowded = createMint({ rings, room, use, issuers, shapes, clock, issuer: MAIN_URL, lifetimeSeconds: 60 })
    for (const signedBy of [{ ring: 'one-more' }, { issuer: 'one-more' }])
      await expect(crowded({ signedBy })).rejects.toMatchObject({ type: 'too-many-keys' })
    expect(rings.ids().filter((id) => id.includes('one-more'))).toEqual([])
    expect(await crowded({ signedBy: { ring: 'servicea' } })).toContain('.')
  })
})

test.each<[string, object]>([
  ['claims', { claims: { at: 1n } }],
  ['header', { header: { at: 1n } }],
  ['claims', { claims: { toJSON: () => undefined } }],
])('by call, %s that have no form in JSON are refused in words: %#', async (what, order) => {
  await expect(factory.mint(order)).rejects.toMatchObject({
    type: 'invalid-input',
    detail: `The input does not fit: ${what}: has no form in JSON.`,
  })
})
