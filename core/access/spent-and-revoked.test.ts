import { hash } from 'node:crypto'
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

test('what is remembered of a token is short, however long its id is, and one is not taken for another', async () => {
  const store = createMemoryStore(at(0))
  const claims = { iss: 'https://issuer', exp: 100, jti: 'x'.repeat(10_000) }
  await spend(store, claims, 0)
  await revokeToken(store, claims, 0)
  for (const space of ['spent', 'revoked']) {
    const [[key = ''] = []] = await store.list(space)
    expect(key.length).toBeLessThan(400)
  }
  await expect(spend(store, claims, 0)).rejects.toMatchObject({ reason: 'replayed' })
  expect(await isRevoked(store, claims)).toBe(true)
  const other = { ...claims, jti: `${'x'.repeat(9_999)}y` }
  expect(await isRevoked(store, other)).toBe(false)
  await spend(store, other, 0)
})

test('an issuer with the name of a hash cannot burn the long ids of others', async () => {
  const store = createMemoryStore(at(0))
  const long = { iss: 'https://issuer', exp: 100, jti: 'x'.repeat(1000) }
  for (const iss of ['sha256', 'sha256:']) {
    await spend(store, { iss, exp: 100, jti: hash('sha256', `https://issuer ${long.jti}`, 'base64url') }, 0)
  }
  await expect(spend(store, long, 0)).resolves.toBeUndefined()
})
