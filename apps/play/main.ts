import { readConfig } from '#core/config/read-config'
import { refuseWhatNpmKept } from '#core/process/kept-by-npm'
import { runCommand } from '#core/process/run-process'
import { wrapText } from '#core/process/wrap'
import { loadScenarios, parametersOf } from '#scenarios'
import { playSettings } from './config.ts'
import { listScenarios, playLine, readPlayOptions } from './options.ts'
import { play } from './play.ts'
import { renderStory } from './render-story.ts'

await runCommand(process, {
  ...playLine(loadScenarios),
  async run({ env, clock, terminal, ...given }) {
    const scenarios = await loadScenarios()
    const options = readPlayOptions(given, scenarios)
    if (!options) {
      const list = ['The scenarios, and their variants:', ...listScenarios(scenarios), ''].join('\n')
      terminal.write(wrapText(list, terminal.columns))
      return 0
    }
    refuseWhatNpmKept('npm run play', Object.keys(parametersOf(options.scenario)), env)
    const played = await play(options, readConfig(playSettings, env), clock)
    terminal.write(renderStory(options, played, terminal))
    return played.status === 200 ? 0 : 1
  },
})
