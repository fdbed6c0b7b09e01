import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { needs, onUnix } from '../../tests/support/needs.ts'
import { readIfThere } from './private-file.ts'
import { readRegularFile, readUtf8File } from './regular-file.ts'

async function folder() {
  const path = await mkdtemp(join(tmpdir(), 'regular-file-'))
  onTestFinished(() => rm(path, { recursive: true }))
  return path
}

test('a file is read, also where a link leads to it', async () => {
  const path = await folder()
  await writeFile(join(path, 'a'), 'text')
  await symlink(join(path, 'a'), join(path, 'b'))
  for (const name of ['a', 'b']) expect(await readRegularFile(join(path, name))).toBe('text')
})

test('a text that must be UTF-8 is that, and is not mended; its byte-order mark is left to the reader', async () => {
  const path = join(await folder(), 'a')
  for (const text of ['', 'Zoë 李 🙂', '\ufeff{}']) {
    await writeFile(path, text)
    expect(await readUtf8File(path)).toBe(text)
  }
  for (const bytes of [[0xe4], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf0, 0x9f, 0x99], [0xff, 0xfe, 0x7b, 0]]) {
    await writeFile(path, Buffer.from(bytes))
    await expect(readUtf8File(path)).rejects.toMatchObject({ code: 'EILSEQ', syscall: 'read' })
  }
})

onUnix.test('a pipe to which nobody writes, and a device that never ends, are refused at once', async () => {
  const path = join(await folder(), 'pipe')
  execFileSync('mkfifo', [path])
  for (const odd of [path, '/dev/zero']) {
    const fault = { code: 'EFTYPE', syscall: 'read', path: odd }
    await expect(readRegularFile(odd)).rejects.toMatchObject(fault)
    await expect(readIfThere(odd)).rejects.toMatchObject(fault)
  }
})

test('a folder and what is missing are the faults that the system names, with their path', async () => {
  const path = await folder()
  await mkdir(join(path, 'a'))
  await expect(readRegularFile(join(path, 'a'))).rejects.toMatchObject({ code: 'EISDIR', path: join(path, 'a') })
  await expect(readRegularFile(join(path, 'b'))).rejects.toMatchObject({ code: 'ENOENT' })
})

test('a file may have as many bytes as is said, and no more', async () => {
  const path = join(await folder(), 'a')
  await writeFile(path, '12345')
  expect(await readRegularFile(path, 5)).toBe('12345')
  await expect(readRegularFile(path, 4)).rejects.toMatchObject({ code: 'EFBIG' })
  await truncate(path, 3_000_000_000) // takes no room
  await expect(readIfThere(path)).rejects.toMatchObject({ code: 'EFBIG', path })
})

const STATUS = '/proc/self/status'
const onLinux = needs(!existsSync(STATUS) && 'this machine has no /proc, as Linux has')

onLinux.test('what says that it has no bytes is read to its end, and no further than is said', async () => {
  expect(await readRegularFile(STATUS)).toMatch(/^Name:[^]*\n$/)
  for (const most of [0, 1, 100])
    await expect(readRegularFile(STATUS, most)).rejects.toMatchObject({ code: 'EFBIG', path: STATUS })
})
