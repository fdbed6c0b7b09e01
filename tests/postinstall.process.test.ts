import { exec } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { PROJECT, readProjectFile } from './support/project-files.ts'

const { scripts } = JSON.parse(await readProjectFile('package.json'))

/** As npm runs it, on the Node of the project. */
const postinstall = (cwd: string) =>
  promisify(exec)(scripts.postinstall, { cwd, env: { PATH: `${dirname(process.execPath)}:${process.env['PATH']}` } })

test('npm ci fails for nothing where the sources are not there yet, as in an image that copies package.json first', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jwt-sandbox-postinstall-'))
  expect(await postinstall(folder)).toEqual({ stdout: '', stderr: '' })
  await rm(folder, { recursive: true })
})

test('what it names is there, and it reads all without a word', async () => {
  const modules = [...scripts.postinstall.matchAll(/import\('\.\/([^']+)'\)/g)].map(([, path]) => path)
  expect(modules).toEqual(['core/process/runtime.js', 'apps/sandbox/compile-ahead.ts'])
  const words = scripts.postinstall.replace('.catch(() => {})', '')
  const env = { PATH: `${dirname(process.execPath)}:${process.env['PATH']}` }
  expect(await promisify(exec)(words, { cwd: PROJECT, env })).toEqual({ stdout: '', stderr: '' })
})
