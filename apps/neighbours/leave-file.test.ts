import { chmod, mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { leaveFile } from './leave-file.ts'

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'left-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

test('a file that says the same already is not written again', async () => {
  const [path, log] = [join(await emptyFolder(), 'sidecars.yaml'), { warn: vi.fn() }]
  await leaveFile(path, 'a: 1\n', log)
  const { ino } = await stat(path)
  await leaveFile(path, 'a: 1\n', log)
  expect((await stat(path)).ino).toBe(ino)
  await leaveFile(path, 'a: 2\n', log)
  expect(await readFile(path, 'utf8')).toBe('a: 2\n')
  expect(log.warn).not.toHaveBeenCalled()
})

test('what cannot be written is no reason not to start: the log says why', async () => {
  const [path, log] = [join(await emptyFolder(), 'sidecars.yaml'), { warn: vi.fn() }]
  await mkdir(path)
  await chmod(path, 0o500)
  await leaveFile(path, 'a: 1\n', log)
  expect(log.warn).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ file: 'sidecars.yaml', reason: expect.any(String) }),
    'file-not-written',
  )
})
