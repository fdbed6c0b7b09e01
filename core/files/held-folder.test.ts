import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, vi } from 'vitest'
import { onUnix } from '../../tests/support/needs.ts'
import { until } from '../../tests/support/until.ts'
import { manualClock } from '../clock.ts'
import { FolderHeld, holdFolder, type HeldFolder, type Hold } from './held-folder.ts'

/** A folder that is held, and the removal of all files of its lock. */
async function setUp(isShared: boolean) {
  const folder = await mkdtemp(join(tmpdir(), 'held-folder-'))
  const clock = manualClock(0)
  const held: HeldFolder[] = []
  const holdIt = async (holder: string, more: Hold = { holder, isShared, patience: 0 }) => {
    const one = await holdFolder(folder, { ...more, holder }, clock)
    held.push(one)
    return one
  }
  onTestFinished(async () => {
    for (const one of held) one.release()
    await rm(folder, { recursive: true })
  })
  const log = { warn: vi.fn(), error: vi.fn() }
  const first = await holdIt('the first')
  first.watch(log)
  const removeLock = async () => {
    for (const file of await readdir(folder)) if (file.startsWith('.lock')) await rm(join(folder, file))
  }
  return { folder, clock, log, first, holdIt, removeLock }
}

describe.each([false, true])('the lock of a folder that is held, shared: %s', (isShared) => {
  onUnix.test('is taken again when its file was removed, and keeps others out as before', async () => {
    const { clock, log, holdIt, removeLock } = await setUp(isShared)
    clock.advance({ seconds: 5 })
    expect(log.warn).not.toHaveBeenCalled()
    await removeLock()
    clock.advance({ seconds: 1 })
    expect(log.warn).toHaveBeenCalledWith(expect.anything(), 'folder-lock-taken-again')
    const alone: Hold = { holder: 'the second', isShared: false, patience: 0 }
    await expect(holdIt('the second', alone)).rejects.toThrow(FolderHeld)
    await until('it says who', async () =>
      String(await holdIt('the second', alone).catch(String)).includes('the first'),
    )
    clock.advance({ seconds: 5 })
    expect(log.warn).toHaveBeenCalledTimes(1)
  })

  onUnix.test('is watched no longer when it was released', async () => {
    const { folder, clock, log, first, removeLock } = await setUp(isShared)
    first.release()
    await removeLock()
    clock.advance({ seconds: 5 })
    expect(await readdir(folder)).toEqual([])
    expect(log.warn).not.toHaveBeenCalled()
  })
})

onUnix.test(
  'when another process has the folder by then, that is an error, once, until the other has gone',
  async () => {
    const { clock, log, holdIt, removeLock } = await setUp(false)
    await removeLock()
    const second = await holdIt('the second')
    clock.advance({ seconds: 5 })
    await until('one error', () => log.error.mock.calls.length === 1)
    expect(log.error).toHaveBeenCalledWith(expect.objectContaining({ holder: 'the second' }), 'folder-held-by-another')
    expect(log.warn).not.toHaveBeenCalled()
    second.release()
    clock.advance({ seconds: 1 })
    expect(log.warn).toHaveBeenCalledWith(expect.anything(), 'folder-lock-taken-again')
    await expect(holdIt('the third')).rejects.toThrow(FolderHeld)
  },
)
