import { copyFile, mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, test } from 'vitest'
import { onUnix } from '../../tests/support/needs.ts'
import { manualClock, systemClock, type Clock } from '../clock.ts'
import { openSqliteStore, STORE_FILE } from './sqlite-store.ts'
import { storeContract } from './store.contract.ts'
import { StoreUnavailable, type Store } from './store.ts'

const folders: string[] = []
async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'jwt-sandbox-store-'))
  folders.push(folder)
  return folder
}
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))))

storeContract('SQLite', async () => {
  const clock = manualClock('2026-01-01T00:00:00Z')
  const folder = await newFolder()
  return { stores: [await openSqliteStore(folder, clock), await openSqliteStore(folder, clock)], clock }
})

test('everything is there when the file is opened again, and the time has moved on', async () => {
  const folder = await newFolder()
  const clock = manualClock('2026-01-01T00:00:00Z')
  const before = await openSqliteStore(folder, clock)
  await before.set('ring', 'a', 'kept')
  await before.set('ring', 'b', 'short', clock.now() + 1000)
  await before.close()
  clock.advance({ seconds: 1 })
  const after = await openSqliteStore(folder, clock)
  expect(await after.list('ring')).toEqual([['a', 'kept']])
  await after.close()
})

test('the file does not grow with what has expired', async () => {
  const folder = await newFolder()
  const clock = manualClock('2026-01-01T00:00:00Z')
  const store = await openSqliteStore(folder, clock)
  await store.set('spent', 'kept', 'v')
  for (let at = 0; at < 3000; at++) {
    await store.add('spent', `id-${at}`, 'v', clock.now() + 100)
    clock.advance({ minutes: 1 })
  }
  const database = new DatabaseSync(join(folder, STORE_FILE))
  const aDay = 24 * 60
  expect(database.prepare('select count(*) as rows from kv').get()?.rows).toBeLessThan(aDay + 400)
  database.close()
  expect(await store.get('spent', 'kept')).toBe('v')
  await store.close()
})

test('when much of its room is taken, what has expired does not stay for a day', async () => {
  const folder = await newFolder()
  const clock = manualClock('2026-01-01T00:00:00Z')
  const store = await openSqliteStore(folder, clock, () => {}, 1_000_000)
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
  for (let taken = 0; ; taken++) {
    const isTaken = await store
      .add('spent', `${taken}`, 'v'.repeat(200), clock.now() + HOUR)
      .catch((error: unknown) => {
        expect(error).toMatchObject({ name: 'StoreUnavailable', detail: 'The store is full.' })
        return false
      })
    if (!isTaken) return taken
  }
}

const HOUR = 3_600_000

test('the file has a bound: it refuses what it could not remember, drops nothing that lives, and has room again', async () => {
  const folder = await newFolder()
  const clock = manualClock('2026-01-01T00:00:00Z')
  const store = await openSqliteStore(folder, clock, () => {}, 200_000)
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

const FILES = ['', '-wal', '-shm'].map((end) => STORE_FILE + end)

describe.each(FILES.flatMap((file) => ['removed', 'replaced'].map((how) => ({ file, how }))))(
  'while the store is used, $file is $how',
  ({ file, how }) => {
    onUnix.test('nothing is acknowledged or believed, the file is named, and when it is back all goes on', async () => {
      const folder = await newFolder()
      const clock = manualClock('2026-01-01T00:00:00Z')
      const store = await openSqliteStore(folder, clock)
      await store.set('a', 'k', 'v')
      await rename(join(folder, file), join(folder, 'away'))
      if (how === 'replaced') await copyFile(join(folder, 'away'), join(folder, file))
      const questions = [
        () => store.set('a', 'k', 'w'),
        () => store.add('a', 'other', 'v'),
        () => store.update('a', 'k', 'v', 'w'),
        () => store.delete('a', 'k'),
        () => store.get('a', 'k'),
        () => store.list('a'),
      ]
      for (const ask of questions) {
        const refused = ask()
        await expect(refused).rejects.toMatchObject({
          name: 'StoreUnavailable',
          detail: expect.stringContaining('file'),
        })
        await expect(refused).rejects.toThrow(join(folder, file))
      }
      await rename(join(folder, 'away'), join(folder, file))
      await store.set('a', 'k', 'back')
      expect(await store.get('a', 'k')).toBe('back')
      await store.close()
    })
  },
)

onUnix.test('what is read is believed for a second, and no longer', async () => {
  const folder = await newFolder()
  const clock = manualClock('2026-01-01T00:00:00Z')
  const store = await openSqliteStore(folder, clock)
  await store.set('a', 'k', 'v')
  await rm(join(folder, STORE_FILE))
  expect(await store.get('a', 'k')).toBe('v')
  clock.advance({ seconds: 1 })
  await expect(store.get('a', 'k')).rejects.toThrow(StoreUnavailable)
  await expect(store.list('a')).rejects.toThrow(StoreUnavailable)
  await store.close()
})

onUnix.test('so it is when the whole folder is another one', async () => {
  const folder = await newFolder()
  const store = await openSqliteStore(join(folder, 'keys'), systemClock)
  await rename(join(folder, 'keys'), join(folder, 'away'))
  const other = await openSqliteStore(join(folder, 'keys'), systemClock)
  await expect(store.add('a', 'k', 'v')).rejects.toThrow(StoreUnavailable)
  expect(await other.add('a', 'k', 'v')).toBe(true)
  await store.close()
  expect(await other.get('a', 'k')).toBe('v')
  await other.close()
})

test.each([1, 48])(
  'a clock that ran %d hours ahead, and is set back, has wiped out nothing that lives',
  async (hours) => {
    const clock = manualClock('2026-01-01T00:00:00Z')
    const store = await openSqliteStore(await newFolder(), clock)
    await store.add('spent', 'id', 'v', clock.now() + 600_000)
    const before = clock.now()
    clock.set(before + hours * 3_600_000)
    for (let at = 0; at < 600; at++) await store.set('spent', `other-${at}`, 'v', clock.now() - 1)
    clock.set(before)
    expect(await store.add('spent', 'id', 'v', before + 600_000)).toBe(false)
    await store.close()
  },
)

onUnix.test('nobody else may read the file', async () => {
  const folder = join(await newFolder(), 'new')
  const store = await openSqliteStore(folder, systemClock)
  await store.set('ring', 'k', 'v')
  for (const file of ['', STORE_FILE, `${STORE_FILE}-wal`])
    expect((await stat(join(folder, file))).mode & 0o077).toBe(0)
  await store.close()
})

test('a store that is closed is unavailable', async () => {
  const store = await openSqliteStore(await newFolder(), systemClock)
  await store.close()
  await expect(store.get('a', 'b')).rejects.toThrow(StoreUnavailable)
  await expect(store.add('a', 'b', 'c')).rejects.toThrow(StoreUnavailable)
})

test('a file that another process keeps locked makes the store unavailable, after a bounded wait', async () => {
  const folder = await newFolder()
  const store = await openSqliteStore(folder, systemClock)
  const other = new DatabaseSync(join(folder, STORE_FILE))
  other.exec('begin immediate')
  await expect(store.add('a', 'b', 'c')).rejects.toThrow(StoreUnavailable)
  other.exec('rollback')
  expect(await store.add('a', 'b', 'c')).toBe(true)
  other.close()
  await store.close()
})

test('what cannot be opened is named, with the reason', async () => {
  const folder = await newFolder()
  await writeFile(join(folder, STORE_FILE), 'no database, but long enough to be taken for one'.repeat(100))
  await expect(openSqliteStore(folder, systemClock)).rejects.toThrow(/store\.sqlite cannot be opened: file is not a/)
  await mkdir(join(folder, 'taken', STORE_FILE), { recursive: true })
  await expect(openSqliteStore(join(folder, 'taken'), systemClock)).rejects.toThrow(StoreUnavailable)
})
