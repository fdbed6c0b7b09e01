import { readConfig } from '#core/config/read-config'
import { runCommand } from '#core/process/run-process'
import { keygenSettings } from './config.ts'
import { generateMissingKeys } from './generate.ts'

await runCommand(process, {
  name: 'npm run keys',
  async run({ env, clock, terminal }) {
    const made = await generateMissingKeys(readConfig(keygenSettings, env), clock)
    terminal.write(made.map((line) => `  ${line}\n`).join(''))
    return 0
  },
})
