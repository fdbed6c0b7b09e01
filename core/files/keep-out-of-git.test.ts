import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { keepOutOfGit } from './keep-out-of-git.ts'

async function ownFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'keep-out-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return { folder, read: () => readFile(join(folder, '.gitignore'), 'utf8') }
}

test('git ignores all that a person has there, whatever was made first', async () => {
  const { folder, read } = await ownFolder()
  await keepOutOfGit(join(folder, 'keys', 'probe-issuer'), folder)
  expect(await read()).toBe('*\n')
})

test('what a person wrote there stays, and a folder that is not there is not made', async () => {
  const { folder, read } = await ownFolder()
  await writeFile(join(folder, '.gitignore'), '*.pem\n')
  await keepOutOfGit(folder, folder)
  expect(await read()).toBe('*.pem\n')
  await keepOutOfGit(join(folder, 'elsewhere', 'keys'), join(folder, 'elsewhere'))
})

test('a folder that lies elsewhere is nothing of ours, and among the sources nothing is written', async () => {
  const { folder } = await ownFolder()
  await keepOutOfGit(`${folder}-of-another`, folder)
  await keepOutOfGit(folder)
  expect(await readdir(folder)).toEqual([])
})
