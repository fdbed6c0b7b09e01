import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { onUnix } from '../../tests/support/needs.ts'
import { makePrivateFolder, writeFileAtomically } from './private-file.ts'

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'private-file-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

/** Windows has no such modes. */

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8)

onUnix.test('a written file is private, unless it is told to be public', async () => {
  const folder = await temporaryFolder()
  await writeFileAtomically(join(folder, 'private'), 'a')
  await writeFileAtomically(join(folder, 'public'), 'b', 0o644)
  expect(await modeOf(join(folder, 'private'))).toBe('600')
  expect(await modeOf(join(folder, 'public'))).toBe((0o644 & ~process.umask()).toString(8))
})

onUnix.test('a made folder is private, and may be there already', async () => {
  const folder = join(await temporaryFolder(), 'a', 'b')
  await makePrivateFolder(folder)
  await makePrivateFolder(folder)
  expect(await modeOf(folder)).toBe('700')
})

test('a reader sees the old file or the new one, never a half', async () => {
  const file = join(await temporaryFolder(), 'file')
  const texts = ['a', 'b', 'c'].map((letter) => letter.repeat(100_000))
  await writeFileAtomically(file, 'first')
  const seen = await Promise.all(
    texts.flatMap((text) => [
      readFile(file, 'utf8'),
      writeFileAtomically(file, text).then(() => readFile(file, 'utf8')),
      ...Array.from({ length: 20 }, () => readFile(file, 'utf8')),
    ]),
  )
  expect(['first', ...texts]).toEqual(expect.arrayContaining([...new Set(seen)]))
  expect(texts).toContain(await readFile(file, 'utf8'))
})

test('a write that fails leaves what was there, and nothing beside it', async () => {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'taken', 'inside'), { recursive: true })
  await expect(writeFileAtomically(join(folder, 'taken'), 'a')).rejects.toThrow()
  expect(await readdir(folder)).toEqual(['taken'])
  expect(await readdir(join(folder, 'taken'))).toEqual(['inside'])
})

onUnix.test('what is no file is not replaced, nor what a link leads to', async () => {
  const folder = await temporaryFolder()
  const server = createServer()
  onTestFinished(() => void server.close())
  await new Promise<void>((resolve) => server.listen(join(folder, 's'), resolve))
  await symlink(join(folder, 's'), join(folder, 'link'))
  for (const name of ['s', 'link'])
    await expect(writeFileAtomically(join(folder, name), 'x')).rejects.toMatchObject({
      code: 'EFTYPE',
      syscall: 'open',
    })
  expect((await readdir(folder)).toSorted()).toEqual(['link', 's'])
  expect((await stat(join(folder, 's'))).isSocket()).toBe(true)
})
