import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { oddProject, onUnixFolders, untilWelcome } from '../support/odd-folder.ts'
import { expectAllPlaysGood } from '../support/play-all.ts'
import { freePortSettings } from '../support/ports.ts'
import { start, testFolder } from '../support/processes.ts'

onUnixFolders.test(
  'a project whose folder has an odd name starts from another folder, by Node alone, and its keys lie in the project',
  async () => {
    const project = await oddProject()
    const { env, ports } = await freePortSettings()
    const elsewhere = await testFolder()
    await untilWelcome(start(process.execPath, [join(project, 'apps/sandbox/main.ts')], env, elsewhere))
    await expectAllPlaysGood(ports)
    expect(await readdir(join(project, 'keys'))).toContain('tls')
    expect(await readdir(elsewhere)).toEqual([])
  },
)
