import { refuseEqualPorts, portsIn, portsOfOthers } from '#core/config/equal-ports'
import { readConfig } from '#core/config/read-config'
import { unknownSettings } from '#core/config/unknown-settings'
import { expect, test } from 'vitest'
import { readSandboxConfig, refusePortsNobodyKnows } from '../apps/sandbox/config.ts'
import { readWebUiConfig } from '../apps/web-ui/alone/config.ts'
import { SCHEMAS } from './support/env-example.ts'
import { readProject } from './support/project-files.ts'

const EXAMPLE =
  /(?<=['"`])(?<set>(?:[A-Z][A-Z0-9_]+=[^\s'"`]+ )+)(?<command>npm (?:start|run [\w${}-]+))[^'"`]*(?=['"`])/g

const sources = await readProject((path) => /^(?:core|apps|jwt-factory)\/.*(?<!\.test|\.fixture)\.ts$/.test(path))
const shown = [...sources.values()].flatMap((text) =>
  [...text.matchAll(EXAMPLE)].map(({ 0: line, groups: { set = '', command = '' } = {} }) => {
    const env = Object.fromEntries(set.trim().split(' ').map((each) => each.split('='))) // prettier-ignore
    return { line, env: env as Record<string, string>, command: command.replace('${name}', 'servicea') }
  }),
)

test('there are examples with settings', () => {
  expect(shown.map(({ command }) => command)).toEqual(
    expect.arrayContaining(['npm start', 'npm run servicea', 'npm run keys']),
  )
})

test.each(shown)('what a help shows can be started: $line', ({ env, command }) => {
  expect(unknownSettings(env, {})).toEqual([])
  if (command === 'npm start') {
    readSandboxConfig(env)
    return refusePortsNobodyKnows(env)
  }
  if (command === 'npm run web-ui') return void readWebUiConfig(env)
  const schema = SCHEMAS[command]
  if (schema === undefined) throw new Error(`nobody knows what ${command} reads`)
  const config = readConfig(schema, env)
  refuseEqualPorts(portsIn(schema, config))
  expect(portsOfOthers(schema, config)).toEqual([])
})
