import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, expect, test } from 'vitest'
import { onUnix } from '../../tests/support/needs.ts'
import { manualClock, systemClock } from '../clock.ts'
import { openSqliteStore, openSqliteStoreAt, STORE_FILE } from './sqlite-store.ts'
import { StoreUnavailable } from './store.ts'

const folders: string[] = []
async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'jwt-sandbox-store-'))
  folders.push(folder)
  return folder
}
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))))

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

test('a file that somebody has named is opened, and its folder made', async () => {
  const file = join(await newFolder(), 'data', 'stoke.db')
  const clock = manualClock('2026-01-01T00:00:00Z')
  const store = await openSqliteStoreAt(file, clock)
  await store.set('ring', 'a', 'kept')
  const other = await openSqliteStoreAt(file, clock)
  expect(await other.get('ring', 'a')).toBe('kept')
  await Promise.all([store.close(), other.close()])
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
