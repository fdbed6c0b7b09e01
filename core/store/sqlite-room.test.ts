import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { manualClock, type Clock } from '../clock.ts'
import { openSqliteStore, STORE_FILE } from './sqlite-store.ts'
import { StoreUnavailable, type Store } from './store.ts'

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'jwt-sandbox-store-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

test('when much of its room is taken, what has expired does not stay for a day', async () => {
  const folder = await newFolder()
  const clock = manualClock('2026-01-01T00:00:00Z')
  const store = await openSqliteStore(folder, clock, () => {}, clock, 1_000_000)
  for (let at = 0; at < 1400; at++) {
    await store.add('spent', `id-${at}`, 'v'.repeat(200), clock.now() + 100)
    clock.advance({ minutes: 1 })
  }
  const database = new DatabaseSync(join(folder, STORE_FILE))
  expect(database.prepare('select count(*) as rows from kv').get()?.rows).toBeLessThan(1000)
  database.close()
  await store.close()
})

/** Fills a store with what lives for an hour, until it takes no more. @returns how much it took */
async function fill(store: Store, clock: Clock): Promise<number> {
  for (let taken = 0; taken < 5000; taken++) {
    const isTaken = await store
      .add('spent', `${taken}`, 'v'.repeat(200), clock.now() + HOUR)
      .catch((error: unknown) => {
        expect(error).toMatchObject({ name: 'StoreUnavailable', detail: 'The store is full.' })
        return false
      })
    if (!isTaken) return taken
  }
  return expect.fail('it takes everything')
}

const HOUR = 3_600_000

test('the file has a bound: it refuses what it could not remember, drops nothing that lives, and has room again', async () => {
  const folder = await newFolder()
  const clock = manualClock('2026-01-01T00:00:00Z')
  const store = await openSqliteStore(folder, clock, () => {}, clock, 200_000)
  await store.set('ring', 'a', 'v')
  const taken = await fill(store, clock)
  expect(taken).toBeGreaterThan(500)
  expect(taken * 200).toBeLessThan(200_000)
  expect(await store.list('spent')).toHaveLength(taken)
  await expect(store.set('revoked', 'id', 'v', clock.now() + HOUR)).rejects.toThrow(StoreUnavailable)

  // What has bounds of its own, and what takes the place of something, has its room.
  await store.set('ring', 'b', 'v')
  expect(await store.update('ring', 'a', 'v', 'w', clock.now() - 1)).toBe(true)
  expect(await store.delete('ring', 'b')).toBe(true)

  clock.advance({ hours: 1 })
  await store.set('revoked', 'id', 'v', clock.now() + 2 * HOUR)
  for (const key of (await store.list('spent')).keys()) await store.delete('spent', `${key}`)
  expect(await fill(store, clock)).toBeGreaterThan(taken / 2)
  expect(await store.get('revoked', 'id')).toBe('v')
  await store.close()
  expect((await stat(join(folder, STORE_FILE))).size).toBeLessThan(220_000)
})
