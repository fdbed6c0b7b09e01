import { config as loadDotenv } from 'dotenv'
import { systemClock } from '#core/clock'
import { readConfig } from '#core/config/read-config'
import { explainStartFailure } from '#core/process/lifecycle'
import { keygenSettings } from './config.ts'
import { generateMissingKeys } from './generate.ts'

try {
  loadDotenv({ quiet: true })
  const made = await generateMissingKeys(readConfig(keygenSettings, process.env), systemClock)
  console.log(made.map((line) => `  ${line}`).join('\n'))
} catch (error) {
  console.error(explainStartFailure('npm run keys', error))
  process.exit(1)
}
