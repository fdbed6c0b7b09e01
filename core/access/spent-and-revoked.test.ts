import { hash } from 'node:crypto'
import { expect, test } from 'vitest'
import { manualClock, type Clock } from '../clock.ts'
import { createMemoryStore } from '../store/memory-store.ts'
import { spend } from './spent-and-revoked.ts'
import { isRevoked, revokeToken } from './spent-and-revoked.ts'

const at = (seconds: number) => manualClock(seconds * 1000)
const claims = { iss: 'https://a', jti: '1', exp: 1000 }
const keeping = (clock: Clock) => ({ clock, keepSeconds: 30, leewaySeconds: 5 })

test('a revocation goes by issuer and id, and lasts until nobody can believe the token any more', async () => {
  const clock = at(0)
  const store = createMemoryStore(clock)
  await revokeToken(store, claims, keeping(clock))
  expect(await isRevoked(store, { ...claims, sub: 'whoever' })).toBe(true)
  expect(await isRevoked(store, { ...claims, iss: 'https://b' })).toBe(false)
  expect(await isRevoked(store, { ...claims, jti: '2' })).toBe(false)
  clock.advance({ seconds: 1029 })
  expect(await isRevoked(store, claims)).toBe(true)
  clock.advance({ seconds: 1 })
  expect(await isRevoked(store, claims)).toBe(false)
})

test('an id is spent once per issuer, until the token has expired by every clock', async () => {
  const clock = at(0)
  const store = createMemoryStore(clock)
  await spend(store, claims, keeping(clock))
  await expect(spend(store, claims, keeping(clock))).rejects.toMatchObject({ reason: 'replayed' })
  await spend(store, { ...claims, iss: 'https://b' }, keeping(clock))
  clock.advance({ seconds: 1029 })
  await expect(spend(store, claims, keeping(clock))).rejects.toMatchObject({ reason: 'replayed' })
})

test.each([5, 29, 30, 3600])(
  'what is over when it is acted on is not spent by anybody: %i seconds after its exp',
  async (late) => {
    const clock = at(1000 + late)
    const store = createMemoryStore(clock)
    await expect(spend(store, claims, keeping(clock))).rejects.toMatchObject({ reason: 'expired' })
    await expect(spend(store, claims, keeping(clock))).rejects.toMatchObject({ reason: 'replayed' })
  },
)

test('a token whose end comes while the store is waited for is over', async () => {
  const clock = at(1004)
  const store = createMemoryStore(clock)
  const { add } = store
  store.add = (...entry) => (clock.advance({ seconds: 1 }), add(...entry))
  await expect(spend(store, claims, keeping(clock))).rejects.toMatchObject({ reason: 'expired' })
})

test('of a token that never ends it is remembered for ever that it was spent, or revoked', async () => {
  const clock = at(0)
  const store = createMemoryStore(clock)
  const endless = { iss: 'https://a', jti: 'endless' }
  await spend(store, endless, keeping(clock))
  await revokeToken(store, endless, keeping(clock))
  clock.advance({ days: 1000 })
  await expect(spend(store, endless, keeping(clock))).rejects.toMatchObject({ reason: 'replayed' })
  expect(await isRevoked(store, endless)).toBe(true)
})

test('whatever is remembered of a token lives longer than any request, however long the token is over', async () => {
  const clock = at(100_000)
  const store = createMemoryStore(clock)
  await revokeToken(store, claims, keeping(clock))
  await expect(spend(store, claims, keeping(clock))).rejects.toMatchObject({ reason: 'expired' })
  clock.advance({ seconds: 599 })
  for (const space of ['spent', 'revoked']) expect(await store.list(space)).toHaveLength(1)
  clock.advance({ seconds: 1 })
  for (const space of ['spent', 'revoked']) expect(await store.list(space)).toEqual([])
})

test('what is remembered of a token is short, however long its id is, and one is not taken for another', async () => {
  const clock = at(0)
  const store = createMemoryStore(clock)
  const claims = { iss: 'https://issuer', exp: 100, jti: 'x'.repeat(10_000) }
  await spend(store, claims, keeping(clock))
  await revokeToken(store, claims, keeping(clock))
  for (const space of ['spent', 'revoked']) {
    const [[key = ''] = []] = await store.list(space)
    expect(key.length).toBeLessThan(400)
  }
  await expect(spend(store, claims, keeping(clock))).rejects.toMatchObject({ reason: 'replayed' })
  expect(await isRevoked(store, claims)).toBe(true)
  const other = { ...claims, jti: `${'x'.repeat(9_999)}y` }
  expect(await isRevoked(store, other)).toBe(false)
  await spend(store, other, keeping(clock))
})

test('an issuer with the name of a hash cannot burn the long ids of others', async () => {
  const clock = at(0)
  const store = createMemoryStore(clock)
  const long = { iss: 'https://issuer', exp: 100, jti: 'x'.repeat(1000) }
  for (const iss of ['sha256', 'sha256:']) {
    await spend(
      store,
      { iss, exp: 100, jti: hash('sha256', `https://issuer ${long.jti}`, 'base64url') },
      keeping(clock),
    )
  }
  await expect(spend(store, long, keeping(clock))).resolves.toBeUndefined()
})
