import { copyFile, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished } from 'vitest'
import { onUnix } from '../../tests/support/needs.ts'
import { manualClock, systemClock } from '../clock.ts'
import { openSqliteStore, STORE_FILE } from './sqlite-store.ts'
import { StoreUnavailable } from './store.ts'

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'jwt-sandbox-store-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

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
