import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { onUnix } from '../../tests/support/needs.ts'
import { fileReader } from './read-file.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'control-'))
  await writeFile(join(folder, 'small.json'), '{}')
  await writeFile(join(folder, 'large.json'), ' '.repeat(100_001))
})
afterAll(() => rm(folder, { recursive: true }))

const read = (file: string) => fileReader(folder)(file)

test('a file is found from where the person stands', async () => {
  expect(await read('small.json')).toBe('{}')
  await expect(read('none.json')).rejects.toThrow('none.json cannot be read: there is no such file.')
})

test('a file that no process would take is not read', async () => {
  await expect(read('large.json')).rejects.toThrow('large.json cannot be read: it is too large.')
})

onUnix.test('neither is a device, which may never end', async () => {
  await expect(read('/dev/zero')).rejects.toThrow('/dev/zero cannot be read: it is not a file')
})
