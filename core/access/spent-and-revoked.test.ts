import { expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { createMemoryStore } from '../store/memory-store.ts'
import { spend } from './spent-and-revoked.ts'
import { isRevoked, revokeToken } from './spent-and-revoked.ts'

const at = (seconds: number) => manualClock(seconds * 1000)
const claims = { iss: 'https://a', jti: '1', exp: 100 }

test('a revocation goes by issuer and id, and lasts until nobody can believe the token any more', async () => {
  const clock = at(0)
  const store = createMemoryStore(clock)
  await revokeToken(store, claims, 30)
  expect(await isRevoked(store, { ...claims, sub: 'whoever' })).toBe(true)
  expect(await isRevoked(store, { ...claims, iss: 'https://b' })).toBe(false)
  expect(await isRevoked(store, { ...claims, jti: '2' })).toBe(false)
  clock.advance({ seconds: 129 })
  expect(await isRevoked(store, claims)).toBe(true)
  clock.advance({ seconds: 1 })
  expect(await isRevoked(store, claims)).toBe(false)
})

test('an id is spent once per issuer, until the token has expired by every clock', async () => {
  const clock = at(0)
  const store = createMemoryStore(clock)
  await spend(store, claims, 30)
  await expect(spend(store, claims, 30)).rejects.toMatchObject({ reason: 'replayed' })
  await spend(store, { ...claims, iss: 'https://b' }, 30)
  clock.advance({ seconds: 129 })
  await expect(spend(store, claims, 30)).rejects.toMatchObject({ reason: 'replayed' })
})
