import { parseArgs } from 'node:util'
import { config as loadDotenv } from 'dotenv'
import { systemClock } from '#core/clock'
import { readConfig } from '#core/config/read-config'
import { loadScenarios } from '#scenarios'
import { playSettings } from './config.ts'
import { play } from './play.ts'
import { renderStory } from './render-story.ts'
import { readWishes, USAGE } from './wishes.ts'

try {
  loadDotenv({ quiet: true })
  const scenarios = await loadScenarios()
  const { values, positionals } = parseArgs({ args: process.argv.slice(2), strict: false, allowPositionals: true })
  const wishes = readWishes(positionals, values, scenarios)
  const played = await play(wishes, readConfig(playSettings, process.env), systemClock)
  const { columns = 120, isTTY } = process.stdout
  process.stdout.write(renderStory(wishes.scenario, played, { columns, colours: isTTY && !process.env['NO_COLOR'] }))
  process.exit(played.status === 200 ? 0 : 1)
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`)
  process.exit(2)
}
