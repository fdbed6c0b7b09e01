import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '#core/clock.ts'
import { PROCESSES } from '#core/config/house.ts'
import { readConfig } from '#core/config/read-config.ts'
import { loadScenarios } from '#scenarios'
import { playSettings } from '../apps/play/config.ts'
import { play } from '../apps/play/play.ts'
import { renderStory } from '../apps/play/render-story.ts'
import { readWishes } from '../apps/play/wishes.ts'
import { PROJECT, readProject, readProjectFile } from './support/project-files.ts'
import { commandsOf, runCurl, shownAfter, stable } from './support/readme.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'

const readme = await readProjectFile('README.md')
const { scripts } = JSON.parse(await readProjectFile('package.json'))
const documents = [...(await readProject((path) => path.endsWith('.md')))]
const curls = [...new Set(commandsOf(readme).filter((command) => command.startsWith('curl ')))]

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

  test('lists every scenario with its title', async () => {
    for (const { number, title } of await loadScenarios()) {
      expect(readme.split('\n').filter((line) => line.startsWith(`| ${number} `))).toEqual([
        expect.stringContaining(`| ${title} `),
      ])
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
    for (const command of [...commandsOf(text), ...[...text.matchAll(/`(npm [^`]+)`/g)].map(([, npm = '']) => npm)]) {
      if (command.startsWith('curl ') || command === 'npm ci') continue
      const [, script] = /^npm (?:run )?([\w-]+)(?: -- .+)?$/.exec(command) ?? []
      expect(Object.keys(scripts), command).toContain(script)
    }
  })
})

test.each(documents)('the links of %s lead somewhere', (path, text) => {
  for (const [, target = ''] of text.matchAll(/\]\(([^)]+)\)/g)) {
    if (/^https?:/.test(target)) continue
    expect(existsSync(join(PROJECT, dirname(path), target)), target).toBe(true)
  }
})

/** A machine without curl has nothing to try the README with. */
const hasCurl = spawnSync('curl', ['--version']).status === 0

test('the README has enough curls to see something, and three or more show their answer', () => {
  expect(curls.length).toBeGreaterThanOrEqual(8)
  expect(curls.filter((command) => shownAfter(readme, command).startsWith('{')).length).toBeGreaterThanOrEqual(3)
})

describe.skipIf(!hasCurl)('the curls of the README', () => {
  test.each(curls)('%s works', async (command) => {
    const text = await runCurl(command, sandbox)
    expect(text).not.toBe('')
    expect(text).not.toContain('urn:jwt-sandbox:problem')
    const shown = shownAfter(readme, command)
    if (!shown.startsWith('{')) return
    expect(stable(JSON.parse(text))).toEqual(stable(JSON.parse(shown)))
    expect(Object.keys(JSON.parse(text))).toEqual(Object.keys(JSON.parse(shown)))
  })

  test('the sentences of the trace are those of the README', async () => {
    const command = 'curl "localhost:3000/scenario1?trace=1"'
    expect(curls).toContain(command)
    const { trace } = JSON.parse(await runCurl(command, sandbox))
    const told = trace.map(({ sentence }: { sentence: string }) => sentence).join('\n')
    expect(told).toBe(shownAfter(readme, command))
  })

  test('hello over TLS answers hello, and nothing without the authority', async () => {
    expect(await runCurl('curl --cacert keys/tls/ca.pem https://localhost:8443/hello', sandbox)).toBe('hello')
    await expect(runCurl('curl https://localhost:8443/hello', sandbox)).rejects.toThrow('certificate')
  })
})

const withoutTimes = (text: string) => text.replace(/ +[\d.]+ ms/g, ' … ms').split('\n')

test('the lines of the story in the README are lines of the story', async () => {
  const command = 'npm run play -- 1 --expired'
  const wishes = readWishes(['1'], { expired: true }, await loadScenarios())
  const env = {
    KEYS_FOLDER: sandbox.keysFolder,
    SERVICEA_URL: `https://localhost:${sandbox.services.servicea.tlsPort}`,
  }
  const played = await play(wishes, readConfig(playSettings, env), systemClock)
  const told = withoutTimes(renderStory(wishes.scenario, played, { columns: 80, colours: false }))
  const shown = withoutTimes(shownAfter(readme, command))
  expect(shown.length).toBeGreaterThan(3)
  expect(told.filter((line) => shown.includes(line))).toEqual(shown)
})
