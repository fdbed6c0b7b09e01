import { describe, expect, test } from 'vitest'
import { readConfig } from '#core/config/read-config'
import type { Environment } from '#core/config/setting'
import { readWorkshopConfig } from '../apps/workshop/config.ts'
import { probeSettings } from '../apps/probe/config.ts'
import { webUiSettings } from '../apps/web-ui/alone/config.ts'
import { readCommand } from './support/document-commands.ts'
import { SCHEMAS } from './support/env-example.ts'
import { readProject } from './support/project-files.ts'
import { commandsInText, commandsOf } from './support/readme.ts'

/** What reads the settings of a command; the schema, where the command has no reader of its own. */
const READERS: Readonly<Record<string, (env: Environment) => unknown>> = {
  'npm run workshop': readWorkshopConfig,
  'npm run probe': (env) => readConfig(probeSettings, env),
  'npm run web-ui': (env) => readConfig(webUiSettings, env),
  'npm run issuer': (env) => readConfig(SCHEMAS['npm run jwt-factory'] ?? {}, env),
}

const documents = [...(await readProject((path) => path.endsWith('.md')))]
const withSettings = documents.flatMap(([path, text]) =>
  [...commandsOf(text).map(({ command }) => command), ...commandsInText(text)]
    .map((command) => ({ path, command, ...readCommand(command) }))
    .filter(({ name, settings }) => Object.keys(settings).length > 0 || name === 'npm run workshop'),
)

describe('a command starts with the settings that a document gives it', () => {
  test.each(withSettings)('$path: $command', ({ name, settings }) => {
    const schema = SCHEMAS[name]
    const read = READERS[name] ?? (schema && ((env: Environment) => readConfig(schema, env)))
    expect(read, `${name}: what reads its settings?`).toBeDefined()
    read?.(settings)
  })

  test('there are some of the workshop, one of them for a whole room', () => {
    const ofWorkshop = withSettings.filter(({ name }) => name === 'npm run workshop')
    expect(ofWorkshop.map(({ settings }) => settings['HOST'])).toContain('0.0.0.0')
  })
})
