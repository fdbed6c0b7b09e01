import { spawnSync } from 'node:child_process'
import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
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
function redAmong(tests: readonly string[]): { red: string[]; said: string } {
  const cache = ['--cache=false', '--fsModuleCachePath', join(copy.folder, '.cache')]
  const { said } = run([
    program('vitest/vitest.mjs'),
    'run',
    '--project',
    'check',
    '--project',
    'long',
    ...tests,
    ...cache,
  ])
  expect(said).toMatch(/Tests .* passed/)
  return { red: [...new Set([...said.matchAll(/FAIL .*? ([\w/.-]+\.test\.ts)/g)].map(([, file = '']) => file))], said }
}

function expectGreen(tests: readonly string[]): void {
  const { red, said } = redAmong(tests)
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

/** What is red, and what of the page is said for it. */
const TOLD: Readonly<Record<string, string>> = {
  'tests/docs/overview.test.ts': '`npm run docs` plays it',
  'tests/attacks.test.ts': 'tests/vectors/attacks/catalogue.json',
  'tests/attacks-dialects.test.ts': 'tests/support/dialect-findings.ts',
  'tests/library-table.test.ts': 'tests/library-table.test.ts',
  'tests/weak-twin/claims-found.long.test.ts': 'tests/weak-twin/expected',
  'tests/weak-twin/weak-twin.test.ts': 'tests/weak-twin/expected',
}

test('what is red is what the page tells to do', () => {
  const { red } = redAmong([...Object.keys(TOLD), 'tests/weak-twin', 'tests/linear-parsing.test.ts', 'apps/play'])
  expect(red.toSorted()).toEqual(Object.keys(TOLD).toSorted())
  for (const said of Object.values(TOLD)) expect(page).toContain(said)
})

/** As the file of the example tells it. */
const STORY =
  'A has a token for B and shows it to C. C has the right key and a good signature, and refuses all the same.'

const ROW = `  {"id":"aud-padded","family":"identity","what":"Our audience plus a space.","needs":"K","why":"7519 4.1.3; 7519 7.3","answer":"401 token","severity":"medium CWE-284"},\n`

test('whoever does it has an attack that the catalogue and the weak twin know, and a scenario in the overview', async () => {
  await inCopy('tests/support/attack-verdicts.ts', "'wrong-audience': words(`", (found) => `${found}aud-padded `)
  await inCopy('tests/vectors/attacks/catalogue.json', '  {"id":"aud-longer"', (found) => ROW + found)
  await inCopy('tests/weak-twin/expected/claims.ts', /aud-longer/g, (found) => `${found} aud-padded`)
  const section = `\n## 17. A knocks at the wrong door\n\n${STORY}\n\n[Its plays](scenarios/17-other-door.md).\n`
  await appendFile(join(copy.folder, 'docs/scenarios.md'), section)
  const made = join(copy.folder, 'docs/scenarios/17-other-door.md') // as npm run docs makes it
  await mkdir(dirname(made), { recursive: true })
  await writeFile(made, '# 17. A knocks at the wrong door\n\n```sh\nnpm run play -- 17 --brief\n```\n')
  await inCopy('docs/README.md', '[16](scenarios/16-login.md)', (found) => `${found} [17](scenarios/17-other-door.md)`)
  const mended = ['tests/attacks.test.ts', 'tests/docs/overview.test.ts', 'tests/documents.test.ts', 'tests/weak-twin']
  expectGreen(mended)
})
