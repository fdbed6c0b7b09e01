import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findLibrary } from './find-library.ts'

async function folderWith(version: unknown): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'jwt-sandbox-test-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const home = join(folder, 'node_modules/a-library')
  await mkdir(home, { recursive: true })
  const description = { name: 'a-library', version, exports: './main.js' } // its description is no export
  await writeFile(join(home, 'package.json'), JSON.stringify(description))
  await writeFile(join(home, 'main.js'), `exports.version = ${JSON.stringify(version)}`)
  return folder
}

test('the first folder that has it counts, and those below it have it, too', async () => {
  const [first, second] = [await folderWith('2.0.0'), await folderWith('1.0.0')]
  const found = findLibrary('a-library', ['/nowhere', first, second])
  expect(found?.version).toBe('2.0.0')
  expect(found?.load()).toEqual({ version: '2.0.0' })
  expect(findLibrary('a-library', [join(second, 'apps/one')])?.version).toBe('1.0.0')
})

test('what is nowhere, or cannot be read, is not found; what says no version has none', async () => {
  const folder = await folderWith(undefined)
  expect(findLibrary('another-library', [folder, '/nowhere'])).toBeUndefined()
  expect(findLibrary('a-library', [folder])?.version).toBe('without a version')
  await writeFile(join(folder, 'node_modules/a-library/package.json'), '{')
  expect(findLibrary('a-library', [folder])).toBeUndefined()
})
