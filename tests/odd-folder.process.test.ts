import { cp, mkdir, readdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { needs } from './support/needs.ts'
import { expectAllPlaysGood } from './support/play-all.ts'
import { freePortSettings } from './support/ports.ts'
import { npm, start, testFolder, type Running } from './support/processes.ts'
import { PROJECT } from './support/project-files.ts'
import { until } from './support/until.ts'

/** A shell, a URL and a file name each read some of these characters in another way. */
const ODD = `a #b%20c?d é'$HOME`

const onUnixFolders = needs(process.platform === 'win32' && 'Windows has no ? in the name of a folder')

/** The project once more, where nobody expects it. */
async function oddProject(): Promise<string> {
  const folder = join(await testFolder(), ODD, 'project')
  await mkdir(folder, { recursive: true })
  for (const name of ['package.json', 'core', 'jwt-factory', 'scenarios', 'apps'])
    await cp(join(PROJECT, name), join(folder, name), { recursive: true })
  await symlink(join(PROJECT, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

async function untilWelcome(sandbox: Running): Promise<void> {
  await until('the welcome', () => sandbox.output().includes('The sandbox is ready') || sandbox.code() !== undefined)
  expect(sandbox.output()).toContain('The sandbox is ready')
}

onUnixFolders.describe('a project whose folder has an odd name', () => {
  test('starts, plays and makes keys, in a folder of such a name, too', async () => {
    const project = await oddProject()
    const { env, ports } = await freePortSettings()
    const settings = { ...env, KEYS_FOLDER: `keys ${ODD}` }
    const keys = npm(['run', 'keys'], settings, project)
    expect(await keys.ended(), keys.output()).toBe(0)
    await untilWelcome(npm(['start'], settings, project))
    await expectAllPlaysGood(ports)
    const play = npm(['run', 'play', '--', '1'], settings, project)
    expect(await play.ended(), play.output()).toBe(0)
    expect(await readdir(project)).toContain(`keys ${ODD}`)
  })

  test('starts from another folder, by Node alone, and its keys lie in the project', async () => {
    const project = await oddProject()
    const { env, ports } = await freePortSettings()
    const elsewhere = await testFolder()
    await untilWelcome(start(process.execPath, [join(project, 'apps/sandbox/main.ts')], env, elsewhere))
    await expectAllPlaysGood(ports)
    expect(await readdir(join(project, 'keys'))).toContain('tls')
    expect(await readdir(elsewhere)).toEqual([])
  })
})
