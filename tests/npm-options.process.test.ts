import { spawnSync } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readArguments } from '#core/process/command-line'
import { refuseWhatNpmKept } from '#core/process/kept-by-npm'
import { loadScenarios, parametersOf } from '#scenarios'
import { CONTROL_LINE } from '../apps/control/options.ts'
import { DRILL_LINE } from '../apps/drill/options.ts'
import { playLine } from '../apps/play/options.ts'
import { temporaryFolder } from './support/folders.ts'
import { plainEnvironment } from './support/plain-environment.ts'

const scenarios = await loadScenarios()
const variants = scenarios.flatMap((scenario) => Object.keys(parametersOf(scenario)))
const LINES = {
  control: Object.keys(CONTROL_LINE.options ?? {}),
  drill: Object.keys(DRILL_LINE.options ?? {}),
  // npm gives the one that is last to no other: it takes the next word for its value.
  play: [...new Set([...Object.keys(playLine(async () => scenarios).options ?? {}), ...variants])].toSorted((a, b) => Number(a === 'token') - Number(b === 'token')), // prettier-ignore
  bench: ['part', 'quick', 'json'],
}

/** What a script finds in its environment that npm starts with these words, and no two hyphens before them. */
async function environmentOf(words: readonly string[]): Promise<Record<string, string>> {
  const folder = await temporaryFolder()
  onTestFinished(() => rm(folder, { recursive: true }))
  const script = 'node -e "console.log(JSON.stringify(process.env))"'
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'any', scripts: { show: script } }))
  const env = { ...plainEnvironment(), npm_config_loglevel: 'error' }
  const { stdout } = spawnSync('npm', ['run', 'show', ...words], { cwd: folder, env, encoding: 'utf8' })
  return JSON.parse(stdout.slice(stdout.indexOf('{"')).split('\n')[0] ?? '')
}

test.each(Object.entries(LINES))(
  'an option of npm run %s that npm takes for itself leaves a trace',
  async (name, options) => {
    const [none, all] = [await environmentOf([]), await environmentOf(options.map((option) => `--${option}`))]
    for (const option of options) {
      expect(() => refuseWhatNpmKept(name, [option], none), option).not.toThrow()
      expect(() => refuseWhatNpmKept(name, [option], all), option).toThrow(`npm took --${option} for itself`)
    }
  },
)

test('--only, of which npm leaves none, is another name for --process behind the two hyphens', () => {
  const { lists } = readArguments(['clock', '--only', 'serviceb', '--process=servicec'], CONTROL_LINE)
  expect(lists).toEqual({ process: ['serviceb', 'servicec'] })
})
