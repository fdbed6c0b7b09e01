import { cp, mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { needs } from './needs.ts'
import { testFolder, type Running } from './processes.ts'
import { PROJECT } from './project-files.ts'
import { until } from './until.ts'

/** A shell, a URL and a file name each read some of these characters in another way. */
export const ODD = `a #b%20c?d é'$HOME`

export const onUnixFolders = needs(process.platform === 'win32' && 'Windows has no ? in the name of a folder')

/** The project once more, where nobody expects it. */
export async function oddProject(): Promise<string> {
  const folder = join(await testFolder(), ODD, 'project')
  await mkdir(folder, { recursive: true })
  for (const name of ['package.json', 'core', 'jwt-factory', 'scenarios', 'apps'])
    await cp(join(PROJECT, name), join(folder, name), { recursive: true })
  await symlink(join(PROJECT, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

export async function untilWelcome(sandbox: Running): Promise<void> {
  await until('the welcome', () => sandbox.output().includes('The sandbox is ready') || sandbox.code() !== undefined)
  expect(sandbox.output()).toContain('The sandbox is ready')
}
