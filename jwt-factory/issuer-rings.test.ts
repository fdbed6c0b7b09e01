import { beforeEach, describe, expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import type { KeyRings } from '#core/rings/key-rings'
import { openKeyRings } from '#core/rings/open-key-rings'
import { createMemoryStore } from '#core/store/memory-store'
import { TokenRejected } from '#core/token/rejection'
import type { Issuer } from './issuer.ts'
import { createIssuerRings, type IssuerRings } from './issuer-rings.ts'

const DEMO: Issuer = { url: 'https://a.test/issuers/demo', name: 'demo', ringId: '@demo' }

/** Two factories on one store, as on one Redis; what one does the other has not looked at yet. */
let one: IssuerRings
let other: IssuerRings
let otherRings: KeyRings
beforeEach(async () => {
  const clock = manualClock('2026-11-26T12:00:00Z')
  const store = createMemoryStore(clock)
  const open = () =>
    openKeyRings({
      folder: '',
      firstRings: ['@'],
      algorithm: 'ES256',
      keepSeconds: 60,
      clock,
      store,
      sealWith: 'a secret of the store',
    })
  const room = { admit: <Result>(_ringId: string, act: () => Promise<Result>) => act(), remove: async () => false }
  const rings = await open()
  otherRings = await open()
  one = createIssuerRings({ rings, room })
  other = createIssuerRings({ rings: otherRings, room })
})

const hintOf = ({ kid, algorithm: alg }: Awaited<ReturnType<IssuerRings['keyOf']>>) => ({ kid, alg })

describe('of two factories that share their keys, the other one', () => {
  test.each(['ES256', 'EdDSA', 'ES384'] as const)(
    'believes what a key signed that was made a moment ago, by %s',
    async (alg) => {
      const key = await one.keyOf(DEMO, alg)
      expect(await other.keysOf(DEMO).select(hintOf(key))).toMatchObject({ kid: key.kid, algorithm: alg })
    },
  )

  test('signs with that key too', async () => {
    const keys = await Promise.all([one.keyOf(DEMO, 'EdDSA'), other.keyOf(DEMO, 'EdDSA')])
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(1)
  })

  test('takes it out, and refuses it by name', async () => {
    const key = await one.keyOf(DEMO, 'EdDSA')
    expect(await other.revoke(DEMO, key.kid)).toBe(true)
    await expect(other.keysOf(DEMO).select(hintOf(key))).rejects.toMatchObject({ reason: 'revoked-key' })
    expect(await other.revoke(DEMO, 'unknown')).toBe(false)
  })
})

test('a key of another issuer is unknown, by whichever algorithm', async () => {
  const near: Issuer = { ...DEMO, name: 'near', ringId: '@near' }
  for (const key of [await one.keyOf(DEMO), await one.keyOf(DEMO, 'EdDSA')]) {
    await expect(one.keysOf(near).select(hintOf(key))).rejects.toThrow(TokenRejected)
    expect(await one.revoke(near, key.kid)).toBe(false)
  }
})

test('a key is bound to its algorithm: whoever asks for it by another one is shown that', async () => {
  const key = await one.keyOf(DEMO, 'EdDSA')
  expect(await one.keysOf(DEMO).select({ kid: key.kid, alg: 'ES256' })).toMatchObject({ algorithm: 'EdDSA' })
})

test('the algorithm of its own ring needs no further one', async () => {
  await one.keyOf(DEMO, 'ES256')
  expect(one.ringsOf(DEMO)).toEqual(['@demo'])
  expect(one.ringsInUse(DEMO, 'ES256')).toEqual(['@demo'])
  expect(one.ringsInUse(DEMO, 'EdDSA')).toEqual(['@demo', '@demo@EdDSA'])
})
