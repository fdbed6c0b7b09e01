import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readProbeFile } from './read-probe-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'given-'))
writeFileSync(join(folder, 'token.txt'), 'a.b.c')

test('a file is read from where the person stands', async () => {
  expect(await readProbeFile('token.txt', folder, 5)).toBe('a.b.c')
})

test.each([
  ['/dev/zero', '/dev/zero cannot be read: it is not a file but a pipe or a device.'],
  ['none.txt', 'none.txt cannot be read: there is no such file.'],
  ['.', '. cannot be read: it is a folder.'],
  ['token.txt', 'token.txt cannot be read: it is too large.'],
])('what cannot be read is named, and why: %s', async (name, sentence) => {
  await expect(readProbeFile(name, folder, 4)).rejects.toThrow(new Error(sentence))
})
