import { readConfig } from '#core/config/read-config'
import { runCommand } from '#core/process/run-process'
import { loadScenarios } from '#scenarios'
import { playSettings } from './config.ts'
import { readPlayOptions, PLAY_USAGE } from './options.ts'
import { play } from './play.ts'
import { renderStory } from './render-story.ts'

await runCommand(process, {
  name: 'npm run play',
  usage: PLAY_USAGE,
  async run({ env, args, clock, terminal }) {
    const options = readPlayOptions(args, await loadScenarios())
    const played = await play(options, readConfig(playSettings, env), clock)
    terminal.write(renderStory(options.scenario, played, terminal))
    return played.status === 200 ? 0 : 1
  },
})
