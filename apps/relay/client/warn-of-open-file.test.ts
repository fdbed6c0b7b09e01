import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { onUnix } from '../../../tests/support/needs.ts'
import { warnOfOpenToken } from './warn-of-open-file.ts'

/** What is told of a file with this text and these modes. */
async function toldOfFile(text: string, mode: number): Promise<object[]> {
  const folder = await mkdtemp(join(tmpdir(), 'open-file-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'agent.yaml')
  await writeFile(path, text)
  await chmod(path, mode)
  const told: object[] = []
  const warn = (fields: object) => void told.push(fields)
  await warnOfOpenToken({ given: 'agent.yaml', path, text }, 'a.b.c', { warn })
  return told
}

const warning = (what: string) => {
  const advice = `a token stands in it, and others on this machine ${what}: chmod 600 agent.yaml`
  return [{ file: 'agent.yaml', advice }]
}

const WITH_TOKEN = 'token: a.b.c'

onUnix.test('a file with a token in it that others can read or write is told of', async () => {
  for (const mode of [0o644, 0o640, 0o604]) expect(await toldOfFile(WITH_TOKEN, mode)).toEqual(warning('can read it'))
  expect(await toldOfFile(WITH_TOKEN, 0o620)).toEqual(warning('can write to it'))
})

onUnix.test('one that its owner alone may read is not, nor one in which no token stands', async () => {
  expect(await toldOfFile(WITH_TOKEN, 0o600)).toEqual([])
  expect(await toldOfFile('token: $TOKEN', 0o644)).toEqual([])
})
