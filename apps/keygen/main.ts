import { readConfig } from '#core/config/read-config'
import { runCommand } from '#core/process/run-process'
import { wrapText } from '#core/process/wrap'
import { keygenSettings } from './config.ts'
import { generateMissingKeys } from './generate.ts'
import { tellTrust } from './tell-trust.ts'
import { RUNTIMES } from './trust-lines.ts'

await runCommand(process, {
  name: 'npm run keys',
  about:
    'Makes what is missing of the key material: the authority and the certificates, the first keys of the factory, and the ' +
    'key pair of each service. What exists is kept. KEYS_FOLDER says where the keys are, ALGORITHM which kind is made.',
  options: {
    trust: {
      about: 'prints how programs are made to trust the authority: all that are known, or those of one RUNTIME',
      value: 'RUNTIME?',
    },
  },
  examples: ['npm run keys', 'npm run keys -- --trust', 'KEYS_FOLDER=other-keys npm run keys'],
  further: () => [`A RUNTIME is one of ${RUNTIMES.join(', ')}: npm run -s keys -- --trust=node prints its line alone.`],
  async run({ options: { trust }, env, clock, terminal }) {
    const config = readConfig(keygenSettings, env)
    const made = trust === undefined ? await generateMissingKeys(config, clock) : []
    const text = wrapText(made.map((line) => `  ${line}\n`).join(''), terminal.columns)
    terminal.write(trust === undefined ? text : await tellTrust(trust, config, clock)) // lines to be copied whole
    return 0
  },
})
