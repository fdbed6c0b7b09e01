import { readdir } from 'node:fs/promises'
import { expect } from 'vitest'
import { ODD, oddProject, onUnixFolders, untilWelcome } from './support/odd-folder.ts'
import { expectAllPlaysGood } from './support/play-all.ts'
import { freePortSettings } from './support/ports.ts'
import { npm } from './support/processes.ts'

onUnixFolders.test(
  'a project whose folder has an odd name starts, plays and makes keys, in a folder of such a name, too',
  async () => {
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
  },
)
