import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { parse as parseEnv } from 'dotenv'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '#core/clock'
import { PROCESSES } from '#core/config/processes'
import { readConfig } from '#core/config/read-config'
import { loadScenarios } from '#scenarios'
import { playSettings } from '../apps/play/config.ts'
import { play } from '../apps/play/play.ts'
import { renderStory } from '../apps/play/render-story.ts'
import { readWishes } from '../apps/play/options.ts'
import { PROJECT, readProject, readProjectFile } from './support/project-files.ts'
import { commandsOf, isCurl, runCommands, stable, type Ran } from './support/readme.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'

const readme = await readProjectFile('README.md')
const { scripts } = JSON.parse(await readProjectFile('package.json'))
const documents = [...(await readProject((path) => path.endsWith('.md')))]
const variables = Object.keys(parseEnv((await readProjectFile('.env.example')).replaceAll(/^# (?=[A-Z_]+=)/gm, '')))
const curls = commandsOf(readme).filter(isCurl)
const shownAfter = (wanted: string) => commandsOf(readme).find(({ command }) => command === wanted)?.shown ?? ''

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await openTestSandbox()
})
afterAll(() => sandbox.close())

describe('the README', () => {
  test('starts with what it is and the two commands', () => {
    const [start = '', tests = ''] = readme.split('```sh\n').slice(1)
    expect(start).toMatch(/^npm ci && npm start\n```/)
    expect(tests).toMatch(/^npm ci && npm test\n```/)
    expect(readme.indexOf('```sh')).toBeLessThan(1000)
  })

  test('has the test command that a fresh machine runs', async () => {
    expect((await readProjectFile('.ci/run')).trimEnd().split('\n').at(-1)).toBe('npm ci && npm test')
  })

  test('says for whom it is, and on which Node it runs', () => {
    expect(readme).toMatch(/tokens are for tests and workshops only/)
    expect(readme).toMatch(/own Node is 20/)
  })

  test('names every process with its ports and its command', () => {
    for (const [name, { port, tlsPort }] of Object.entries(PROCESSES)) {
      expect(readme).toMatch(new RegExp(`\\| ${name} +\\| ${port} +\\| ${tlsPort} +\\| \`npm run ${name}\` +\\|`))
    }
  })

  test('lists every scenario with its title and what may be wished for', async () => {
    for (const { number, title, wishes = {} } of await loadScenarios()) {
      const lines = readme.split('\n').filter((line) => line.startsWith(`| ${number} `))
      expect(lines).toEqual([expect.stringContaining(`| ${title} `)])
      for (const wish of Object.keys(wishes)) expect(lines[0]).toContain(`\`?${wish}=1\``)
    }
  })

  test('links into every room', () => {
    for (const room of ['core', 'jwt-factory', 'scenarios', 'apps', 'keys', 'tests']) {
      expect(readme).toContain(`](${room}/README.md)`)
    }
  })
})

describe('every command of a document is there', () => {
  test.each(documents)('%s', (_path, text) => {
    const fenced = commandsOf(text).filter((command) => !isCurl(command))
    const inText = [...text.matchAll(/`(npm [^`]+)`/g)].map(([, command = '']) => ({ command }))
    for (const { command } of [...fenced, ...inText]) {
      if (command === 'npm ci') continue
      const [, settings = '', script] = /^((?:[A-Z_]+=\S+ )*)npm (?:run )?([\w-]+)(?: -- .+)?$/.exec(command) ?? []
      expect(Object.keys(scripts), command).toContain(script)
      for (const [, variable] of settings.matchAll(/([A-Z_]+)=/g)) expect(variables).toContain(variable)
    }
  })
})

test.each(documents)('the links of %s lead somewhere', (path, text) => {
  for (const [, target = ''] of text.matchAll(/\]\(([^)]+)\)/g)) {
    if (/^https?:/.test(target)) continue
    expect(existsSync(join(PROJECT, dirname(path), target)), target).toBe(true)
  }
})

/** A machine without curl and a shell has nothing to try the README with. */
const hasCurl = spawnSync('sh', ['-c', 'curl --version']).status === 0

test('the README has enough curls to see something, and eight or more show their answer', () => {
  expect(curls.length).toBeGreaterThanOrEqual(20)
  expect(curls.filter(({ shown }) => shown.startsWith('{')).length).toBeGreaterThanOrEqual(8)
})

describe.skipIf(!hasCurl)('the curls of the README, from top to bottom', () => {
  const commands = curls.map(({ command }) => command)
  let ran: Ran[]
  beforeAll(async () => {
    ran = await runCommands(commands, sandbox)
  })

  test.each(curls.map((curl, index) => ({ ...curl, index })))('$command works', ({ index, command, shown }) => {
    const { code, text } = ran[index] ?? {}
    expect(code).toBe(0)
    if (command.startsWith('curl ')) expect(text).not.toBe('')
    expect(text).not.toMatch(/urn:jwt-sandbox:problem|"error":"/)
    if (!shown.startsWith('{')) return
    expect(stable(JSON.parse(String(text)))).toEqual(stable(JSON.parse(shown)))
    expect(Object.keys(JSON.parse(String(text)))).toEqual(Object.keys(JSON.parse(shown)))
  })

  test('the sentences of the trace are those of the README', async () => {
    const command = 'curl "localhost:3000/scenario1?trace=1"'
    const { trace } = JSON.parse(String(ran[commands.indexOf(command)]?.text))
    const told = trace.map(({ sentence }: { sentence: string }) => sentence).join('\n')
    expect(told).toBe(shownAfter(command))
  })

  test('hello over TLS answers hello, and nothing without the authority', async () => {
    const hello = ['curl --cacert keys/tls/ca.pem https://localhost:8443/hello', 'curl https://localhost:8443/hello']
    const [good, bad] = await runCommands(hello, sandbox)
    expect(good).toEqual({ code: 0, text: 'hello' })
    expect(bad).toEqual({ code: CERTIFICATE_REFUSED, text: '' })
  })
})

/** An exit code of curl. */
const CERTIFICATE_REFUSED = 60

const withoutTimes = (text: string) => text.replace(/ +[\d.]+ ms/g, ' … ms').split('\n')
const plays = commandsOf(readme).filter(({ command, shown }) => command.startsWith('npm run play -- ') && shown)

test('the README tells two stories', () => expect(plays).toHaveLength(2))

test.each(plays)('the lines of the story of $command are lines of the story', async ({ command, shown }) => {
  const args = command.split(' ').slice(4)
  const { values, positionals } = parseArgs({ args, strict: false, allowPositionals: true })
  const wishes = readWishes(positionals, values, await loadScenarios())
  const env = {
    KEYS_FOLDER: sandbox.keysFolder,
    SERVICEA_URL: `https://localhost:${sandbox.services.servicea.tlsPort}`,
  }
  await play(wishes, readConfig(playSettings, env), systemClock) // the story that is shown is one of a warm sandbox
  const played = await play(wishes, readConfig(playSettings, env), systemClock)
  const told = withoutTimes(renderStory(wishes.scenario, played, { columns: 80, colours: false }))
  const lines = withoutTimes(shown)
  expect(lines.length).toBeGreaterThan(3)
  expect(told.filter((line) => lines.includes(line))).toEqual(lines)
})
