import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { PROCESSES, type ProcessRow } from '#core/config/process-table'
import { COMMANDS, readCommand } from './support/document-commands.ts'
import { knownVariables } from './support/document-variables.ts'
import { PROGRAM_LANGUAGES, PROGRAMS, programsOf } from './support/document-programs.ts'
import { PROJECT, readProject, readProjectFile } from './support/project-files.ts'
import { blocksOf, commandsInText, commandsOf } from './support/readme.ts'

const documents = [...(await readProject((path) => path.endsWith('.md')))]
const tests = [...(await readProject((path) => path.endsWith('.test.ts'))).keys()]
const readme = await readProjectFile('README.md')
const shown = [...(await readProject((path) => /\.example\.ts$|\/by-call\.sandbox\.test\.ts$/.test(path))).values()]
const changes = await readProjectFile('CHANGELOG.md')
const { scripts } = JSON.parse(await readProjectFile('package.json'))
const variables = await knownVariables()

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

  test('leads to the index of all pages, and to what a contributor needs', () => {
    for (const path of ['docs/README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'])
      expect(readme).toContain(`](${path})`)
  })

  test('fits on two screens of 1280 by 800: what takes longer stands in the pages', () => {
    const picture = /<img [^>]*width="(\d+)"/.exec(readme) // 16 by 9, and the only one
    expect(Number(picture?.[1])).toBeLessThanOrEqual(500)
    expect(readme.split(/\s+/).length).toBeLessThanOrEqual(450)
    expect(readme.match(/^```\w/gm)?.length).toBeLessThanOrEqual(4)
  })
})

describe('the index of all pages', async () => {
  const index = await readProjectFile('docs/README.md')

  test('names every process with its ports and its command', () => {
    for (const [name, { port, tlsPort }] of Object.entries<ProcessRow>(PROCESSES)) {
      expect(index).toMatch(
        new RegExp(`\\| ${name} +\\| ${port} +\\| ${tlsPort ?? 'none'} +\\| \`npm run ${name}\` +\\|`),
      )
    }
  })

  test('links into every room, and to every page', () => {
    const pages = documents
      .map(([path]) => path)
      .filter((path) => /^docs\/.+\.md$/.test(path) && path !== 'docs/README.md')
    for (const path of pages) expect(index).toContain(`](${path.slice('docs/'.length)})`)
    for (const room of ['core', 'jwt-factory', 'scenarios', 'apps', 'keys', 'testkit', 'tests'])
      expect(index).toContain(`](../${room}/README.md)`)
  })
})

test('a room README says in its first lines what the room owns', () => {
  const rooms = documents.filter(([path]) => path.endsWith('/README.md') && path !== 'docs/README.md') // the index of all pages
  expect(rooms.length).toBeGreaterThanOrEqual(6)
  for (const [path, text] of rooms) {
    expect(text.split('\n').slice(2, 6).join(' '), path).toMatch(/^This room owns [^|`#]{20}/)
  }
})

test('the changelog begins with what is not released yet', () => {
  expect(changes).toMatch(/^# Changelog\n[^#]*\n## Unreleased\n/)
})

describe('every command of a document is there', () => {
  test.each(documents)('%s', (_path, text) => {
    const inText = commandsInText(text).map((command) => ({ command }))
    for (const { command } of [...commandsOf(text), ...inText]) {
      const { name, script, settings, words } = readCommand(command)
      expect(Object.keys(COMMANDS), `${command}: what do the tests do with it?`).toContain(name)
      if (script !== undefined) expect(Object.keys(scripts), command).toContain(script)
      for (const variable of Object.keys(settings)) expect(variables, command).toContain(variable)
      if (script === 'test') expect(tests, command).toContainEqual(expect.stringMatching(`^${words.join()}`))
    }
  })

  test('and every row of the table of commands is one of them', () => {
    const named = documents.flatMap(([, text]) => [
      ...commandsOf(text).map(({ command }) => readCommand(command).name),
      ...commandsInText(text).map((command) => readCommand(command).name),
    ])
    expect(new Set(named)).toEqual(new Set(Object.keys(COMMANDS)))
  })

  test('a block is of a kind that somebody checks', () => {
    const languages = documents.flatMap(([, text]) => blocksOf(text).map(({ language }) => language))
    const known = ['diff', 'env', 'json', 'mermaid', 'sh', 'shell', 'text', 'ts', 'yaml', ...PROGRAM_LANGUAGES]
    expect([...new Set(languages)].sort()).toEqual(known.sort())
  })

  test('a program that a reader saves has a name, once, and the table says what the tests do with it', () => {
    const names = documents.flatMap(([, text]) => programsOf(text).map(({ name }) => name))
    expect(names.sort()).toEqual(Object.keys(PROGRAMS).sort())
  })

  test('a program is one of the tests, word by word', () => {
    const others = documents.filter(([path]) => path !== 'CONTRIBUTING.md') // tests/contributing has those
    const programs = others.flatMap(([, text]) => blocksOf(text)).filter(({ language }) => language === 'ts')
    expect(programs.map(({ lines }) => `${lines.join('\n')}\n`).toSorted()).toEqual(shown.toSorted())
  })
})

/** Variables of others, and of the tests themselves. */
const FOREIGN = [
  'NODE_EXTRA_CA_CERTS',
  'NODE_OPTIONS',
  'SSL_CERT_FILE',
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
  'DENO_CERT',
  'AUTHLIB_INSECURE_TRANSPORT',
  ...['KILLS', 'STARTS', 'BODIES', 'STRANGERS', 'CALLS', 'REQUESTS', 'RUNS'].map((what) => `SOAK_${what}`),
  'JWTPROXY_BIN',
  // of examples/verifiers, and of docs/own-service.md
  ...'PEOPLE_URL CA_FILE FLOOR_SECONDS JWKS_URI KEYS_FILE'.split(' '),
]

test.each(documents.filter(([path]) => path !== 'CHANGELOG.md'))(
  'the settings that %s names are there',
  (_path, text) => {
    for (const [, alone, assigned] of text.matchAll(/`(?:([A-Z]+(?:_[A-Z]+)+)|([A-Z_]+)=[^`]*)`/g)) {
      expect([...variables, ...FOREIGN]).toContain(alone ?? assigned)
    }
  },
)

test.each(documents)('the links of %s lead somewhere', (path, text) => {
  for (const [, target = ''] of text.matchAll(/(?:\]\(|<img src=")([^)"]+)/g)) {
    if (/^https?:/.test(target)) continue
    const [file = '', heading] = target.split('#')
    expect(existsSync(join(PROJECT, dirname(path), file)), target).toBe(true)
    if (file === '') expect(headingsOf(text), target).toContain(heading)
    else expect(heading, `${target}: no link goes into the midst of another document`).toBe(undefined)
  }
})

/** A document names a file from the top of the project, or from a folder that it is about. */
const sources = [...(await readProject((path) => /\.(?:ts|js)$/.test(path))).keys()]

test.each(documents.filter(([path]) => path !== 'CHANGELOG.md'))(
  'the source files that %s names are there',
  (_path, text) => {
    for (const [, name = ''] of text.matchAll(/`([\w./-]+\.(?:ts|js))`/g)) {
      if (/^\d*NN-/.test(name)) continue // a form of a name
      expect(
        sources.some((path) => path === name || path.endsWith(`/${name}`)),
        name,
      ).toBe(true)
    }
  },
)

/** The headings of a document, as links name them. */
const headingsOf = (text: string) =>
  [...text.matchAll(/^##+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  )

// The checks above prove something only if they can fail.
test.each(['npm keys', 'npm run', 'npx vitest', 'ls keys', 'npm run keys --now', 'npm run play && rm -r keys'])(
  'a command that nobody checks is found: %s',
  (command) => expect(() => readCommand(command)).toThrow(/nobody checks/),
)
