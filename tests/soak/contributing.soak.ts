import { spawnSync } from 'node:child_process'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { copyWholeProject } from '../support/copied-project.ts'
import { plainEnvironment } from '../support/plain-environment.ts'
import { blocksOf } from '../support/readme.ts'
import { readProjectFile } from '../support/project-files.ts'

// A reader of CONTRIBUTING.md: each example is put where it says, in a copy of the project, and what is red then is on the page.

const page = await readProjectFile('CONTRIBUTING.md')
const examples = blocksOf(page).flatMap(({ language, lines: [place = '', ...code] }) =>
  language === 'ts' ? [{ file: place.replace(/^\/\/ /, ''), code: `${code.join('\n').trim()}\n` }] : [],
)

let copy: Awaited<ReturnType<typeof copyWholeProject>>
beforeAll(async () => {
  copy = await copyWholeProject()
  await rm(join(copy.folder, 'tests/contributing'), { recursive: true }) // the same examples, for those who have not written them
  for (const { file, code } of examples) await putExample(join(copy.folder, file), code)
})
afterAll(() => copy.remove())

/** An attack goes to the others of its family, behind the last. */
async function putExample(path: string, code: string): Promise<void> {
  if (!path.includes('/scenarios/attacks/')) return writeFile(path, code)
  await edit(path, /^\]$/m, (end) => `${code.trimEnd().replace(/^(?! )/, '  ')}\n${end}`)
}

async function edit(path: string, place: RegExp | string, change: (found: string) => string): Promise<void> {
  const text = await readFile(path, 'utf8')
  const changed = text.replace(place, change)
  expect(changed, `${path} has no ${place}`).not.toBe(text)
  await writeFile(path, changed)
}

const inCopy = (file: string, place: RegExp | string, change: (found: string) => string) =>
  edit(join(copy.folder, file), place, change)

function run(words: readonly string[]): { code: number | null; said: string } {
  const options = { cwd: copy.folder, env: { ...plainEnvironment(), NO_COLOR: '1' }, encoding: 'utf8' } as const
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { ...options, maxBuffer: 2 ** 28 })
  return { code: status, said: `${stdout}\n${stderr}` }
}

/** @returns the files with a red test, and all that was said. What is kept between runs would lie among the packages of the project. */
function redAmong(tests: readonly string[], project = 'check'): { red: string[]; said: string } {
  const cache = ['--cache=false', '--fsModuleCachePath', join(copy.folder, '.cache')]
  const { said } = run([program('vitest/vitest.mjs'), 'run', '--project', project, ...tests, ...cache])
  expect(said).toMatch(/Tests .* passed/)
  return { red: [...new Set([...said.matchAll(/FAIL .*? ([\w/.-]+\.test\.ts)/g)].map(([, file = '']) => file))], said }
}

function expectGreen(tests: readonly string[], project?: string): void {
  const { red, said } = redAmong(tests, project)
  expect(red, red.length > 0 ? said : '').toEqual([])
}

const program = (path: string) => join(copy.folder, 'node_modules', path)

test('the examples suit the compiler, the linter and the formatter', () => {
  for (const words of [
    [program('typescript/bin/tsc'), '--noEmit'],
    [program('oxlint/bin/oxlint'), '--deny-warnings'],
    [program('prettier/bin/prettier.cjs'), '--check', ...examples.map(({ file }) => file)],
  ]) {
    const { code, said } = run(words)
    expect(code, said).toBe(0)
  }
})

test('nothing is said of what no example has to do with', () => {
  const about = ['tests/architecture.test.ts', 'tests/names.test.ts', 'core/access/dialects', 'core/store', 'scenarios']
  expectGreen(about)
})

/** What is red before anything else is done. The examples themselves are in order. */
const RED = [
  'tests/attacks-dialects.test.ts',
  'tests/attacks.test.ts',
  'tests/docs/overview.test.ts',
  'tests/library-table.test.ts',
]

/** It asks many twins: `npm test` runs it, and the quick check does not. */
const LONG_RED = 'tests/weak-twin/claims-found.long.test.ts'

test('what is red says what to do, and the page says it too', () => {
  const { red, said } = redAmong([
    ...RED,
    'tests/weak-twin/weak-twin.test.ts',
    'tests/linear-parsing.test.ts',
    'apps/play',
  ])
  expect(red.toSorted()).toEqual([...RED, 'tests/weak-twin/weak-twin.test.ts'].toSorted())
  expect(redAmong([LONG_RED], 'long').red).toEqual([LONG_RED])
  for (const step of ['npm run findings', 'npm run docs', 'tests/support/table-dialects.ts']) {
    expect(said).toContain(step)
    expect(page).toContain(step)
  }
})

/** The parts of the page that are no file of their own: the test of the dialect, and the row of the store. */
const [testOfDialect = '', rowOfStore = ''] = [...page.matchAll(/^ {3}```js\n([\s\S]+?)^ {3}```/gm)].map(
  ([, code = '']) => code.replaceAll(/^ {3}/gm, ''),
)
const [, rowOfDialect = ''] = /`(likeSidecar\(.+?\))`/.exec(page) ?? []

const IMPORTS_OF_TEST = `import { dialectContract } from './dialect.contract.ts'
import { openAsSidecar } from './dialect.fixture.ts'
import { patient } from './patient.ts'
`
const IMPORT_OF_ROW = "import { patient } from '#core/access/dialects/patient'\n"

/** Runs a command of package.json. */
async function runScript(name: string): Promise<string> {
  const { scripts } = JSON.parse(await readFile(join(copy.folder, 'package.json'), 'utf8')) as {
    scripts: Readonly<Record<string, string>>
  }
  const { code, said } = run((scripts[name] ?? '').split(' ').slice(1))
  expect(code, said).toBe(0)
  return said
}

const readInCopy = async (file: string) => JSON.parse(await readFile(join(copy.folder, 'tests/findings', file), 'utf8'))

test('whoever writes the rows, and runs both commands, has tables that say what is right', async () => {
  for (const part of [testOfDialect, rowOfStore, rowOfDialect]) expect(part).not.toBe('')
  await writeFile(join(copy.folder, 'core/access/dialects/patient.test.ts'), `${IMPORTS_OF_TEST}\n${testOfDialect}`)
  await inCopy('tests/support/table-dialects.ts', /^ {2}relayDialect\(\),\n/m, (row) => `${row}  ${rowOfDialect},\n`)
  await inCopy('tests/support/table-dialects.ts', /^/, () => IMPORT_OF_ROW)
  await inCopy('core/store/backends.ts', /^export const BACKENDS.*\n/m, (line) => line + rowOfStore.replaceAll(/^(?=.)/gm, '  ')) // prettier-ignore
  expect(await runScript('findings')).toContain('not asked about aud-padded')
  expect(await runScript('docs')).toContain('docs/scenarios/17-other-door.md')
  expect(await readInCopy('our-verifier.json')).toMatchObject({ 'aud-padded': 'wrong-audience' })
  expect((await readInCopy('weak-twin.json'))['aud-unchecked']).toContain('aud-padded')
  const { patient, kong } = await readInCopy('dialects.json')
  expect(patient.believes.exp).toEqual(['exp-past', 'exp-just-past-leeway', 'exp-at-now'])
  expect(kong.believes.aud).toContain('aud-padded')
  expect((await readInCopy('parties.json'))['plugin gateway'].aud).toContain('aud-padded')
})

test('and then all is green', () => {
  const mended = [
    ...RED,
    'tests/weak-twin',
    'core/store',
    'core/access/dialects',
    'tests/docs',
    'tests/env-example.test.ts',
  ]
  expectGreen([...mended, 'tests/documents', 'tests/names.test.ts', 'tests/architecture.test.ts'])
  expectGreen([LONG_RED], 'long')
  expectGreen(['tests/docs/made-documents.sandbox.test.ts', 'tests/new-scenario.sandbox.test.ts'], 'sandbox')
  for (const words of [
    [program('typescript/bin/tsc'), '--noEmit'],
    [program('knip/bin/knip.js')],
    [program('oxlint/bin/oxlint'), '--deny-warnings'],
  ]) {
    const { code, said } = run(words)
    expect(code, said).toBe(0)
  }
})
