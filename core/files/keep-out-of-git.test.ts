import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { keepOutOfGit } from './keep-out-of-git.ts'

async function ownFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'keep-out-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return { folder, read: () => readFile(join(folder, '.gitignore'), 'utf8') }
}

test('git ignores all of the folder', async () => {
  const { folder, read } = await ownFolder()
  await keepOutOfGit(folder)
  expect(await read()).toBe('*\n')
})

test('what a person wrote there stays, and a folder that is not there is not made', async () => {
  const { folder, read } = await ownFolder()
  await writeFile(join(folder, '.gitignore'), '*.pem\n')
  await keepOutOfGit(folder)
  expect(await read()).toBe('*.pem\n')
  await keepOutOfGit(join(folder, 'elsewhere'))
})
