import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { systemClock } from '#core/clock'
import { PROJECT_FOLDER } from '#core/files/project-folder'
import { runCommand } from '#core/process/run-process'
import { NAMES_VERSION, stampVersion } from './stamp-version.ts'

await runCommand(process, {
  name: 'npm run stamp',
  about: 'Called by npm version, once package.json has the new one: puts it wherever it stands besides.',
  examples: ['npm run stamp'],
  async run({ terminal }) {
    const { version } = JSON.parse(await readFile(join(PROJECT_FOLDER, 'package.json'), 'utf8'))
    const date = new Date(systemClock.now()).toISOString().slice(0, 10)
    for (const path of NAMES_VERSION) {
      const file = join(PROJECT_FOLDER, path)
      await writeFile(file, stampVersion(await readFile(file, 'utf8'), version, date))
      terminal.tell(`${path} is for ${version}\n`)
    }
    return 0
  },
})
