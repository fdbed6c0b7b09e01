import { readConfig } from '#core/config/read-config'
import { runCommand } from '#core/process/run-process'
import { wrapText } from '#core/process/wrap'
import { keygenSettings } from './config.ts'
import { generateMissingKeys } from './generate.ts'

await runCommand(process, {
  name: 'npm run keys',
  about:
    'Makes what is missing of the key material: the authority and the certificates, the first keys of the factory, and the ' +
    'key pair of each service. What exists is kept. KEYS_FOLDER says where the keys are, ALGORITHM which kind is made.',
  examples: ['npm run keys', 'KEYS_FOLDER=other-keys npm run keys'],
  async run({ env, clock, terminal }) {
    const made = await generateMissingKeys(readConfig(keygenSettings, env), clock)
    terminal.write(wrapText(made.map((line) => `  ${line}\n`).join(''), terminal.columns))
    return 0
  },
})
