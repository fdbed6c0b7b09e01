import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { withFolderLock } from './folder-lock.ts'

/** Nobody moves it: those of one process wait for each other, not for a time. */
const clock = manualClock(0)

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'folder-lock-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

test('two tasks under the lock of one folder exclude each other', async () => {
  const folder = await temporaryFolder()
  let inside = 0
  const task = async () => {
    expect(++inside).toBe(1)
    for (let turn = 0; turn < 20; turn++) await nextTurn()
    return inside--
  }
  expect(await Promise.all([1, 2, 3].map(() => withFolderLock(folder, task, clock)))).toEqual([1, 1, 1])
})

test('two folders do not wait for each other', async () => {
  const [a, b] = [await temporaryFolder(), await temporaryFolder()]
  // Would never end if the inner one waited for the outer one.
  expect(await withFolderLock(a, () => withFolderLock(b, async () => 'both', clock), clock)).toBe('both')
})

test('a task that fails releases the lock and reports its own error', async () => {
  const folder = await temporaryFolder()
  const failure = new Error('the task failed')
  await expect(withFolderLock(folder, () => Promise.reject(failure), clock)).rejects.toBe(failure)
  expect(await withFolderLock(folder, async () => 'free', clock)).toBe('free')
})

test('the folder is made when it is missing', async () => {
  const folder = join(await temporaryFolder(), 'new')
  expect(await withFolderLock(folder, async () => 'made', clock)).toBe('made')
})
