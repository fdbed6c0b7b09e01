import { spawnSync } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stepsShown } from './docs/scenario-page.ts'
import { playsOnPage } from './docs/write-documents.ts'
import { COMMANDS, readCommand, treated } from './support/document-commands.ts'
import { sayLine, portSettingsOf } from './support/control-lines.ts'
import { judgeOnLine } from './support/judge-lines.ts'
import { openLoneFactory } from './support/lone-factory.ts'
import { needs } from './support/needs.ts'
import { npm } from './support/processes.ts'
import { readProject } from './support/project-files.ts'
import { commandsOf, looseBlocksOf, stable } from './support/readme.ts'
import { runCommands, type Ran } from './support/run-commands.ts'
import { temporaryFolder } from './support/folders.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'
import { tellStory, withoutTimes } from './support/stories.ts'

const documents = [...(await readProject((path) => path.endsWith('.md')))]
const everything = documents.flatMap(([, text]) => commandsOf(text))

/** A machine without curl and a shell has nothing to try the documents with. */
const hasCurl = spawnSync('sh', ['-c', 'curl --version']).status === 0
const withCurl = needs(!hasCurl && 'there is no curl and no sh')

const done = documents.map(([path, text]) => ({
  path,
  curls: treated(commandsOf(text), 'called').map((curl, index) => ({ ...curl, index })),
  plays: treated(commandsOf(text), 'played').map((played) => ({ ...played, words: readCommand(played.command).words })),
  orders: treated(commandsOf(text), 'told').map((told) => ({ ...told, words: readCommand(told.command).words })),
  judged: treated(commandsOf(text), 'judged').map((judged) => ({
    ...judged,
    words: readCommand(judged.command).words,
  })),
  runs: treated(commandsOf(text), 'run'),
  onPage: path.startsWith('docs/scenarios/') ? playsOnPage(text) : new Map<string, readonly string[]>(),
}))

// Each document has a sandbox of its own: it reads as if it were the first that somebody tries.
describe.each(
  done.filter(
    ({ curls, plays, orders, judged, runs }) => [...curls, ...plays, ...orders, ...judged, ...runs].length > 0,
  ),
)('what $path says, from top to bottom', ({ curls, plays, orders, judged, runs, onPage }) => {
  let sandbox: TestSandbox
  let ran: Ran[]
  beforeAll(async () => {
    sandbox = await openTestSandbox()
    const commands = curls.map(({ command }) => command)
    ran = hasCurl ? await runCommands(commands, sandbox) : []
  })
  afterAll(() => sandbox.close())

  for (const { index, command, shown, shownAs } of curls) {
    withCurl.test(`${command} works`, () => {
      const { code, text = '' } = ran[index] ?? {}
      expect(code).toBe(0)
      if (command.startsWith('curl ')) expect(text).not.toBe('')
      expect(text).not.toMatch(/urn:jwt-sandbox:problem|"error":"/)
      if (shownAs === 'json') expectShown(text, shown)
      if (shownAs === 'text') expectText(text, shown)
    })
  }

  test.each(plays)('$command tells a story, and the one that is shown', async ({ command, words, shown }) => {
    const first = await tellStory(words, sandbox)
    expect(first.status).toBe(STATUS_OF[words.at(-1) ?? ''] ?? 200)
    if (shown === '') return
    const { lines: told } = await tellStory(words, sandbox) // what is shown is the story of a warm sandbox
    const whole = onPage.get(command)
    const lines = whole ?? withoutTimes(shown)
    expect(lines.length).toBeGreaterThan(2)
    if (whole) expect(byActor(stepsShown(told))).toEqual(byActor(whole))
    else expect(told.filter((line) => lines.includes(line))).toEqual(lines)
  })

  test.each(orders)('$command is done, and says what is shown', async ({ words, shown }) => {
    const told = await sayLine(words, portSettingsOf(sandbox))
    expect(told.refusals).toEqual([])
    if (shown !== '') expect(withoutTimesAndIds(told.shown)).toBe(withoutTimesAndIds(`${shown}\n`))
  })

  test.each(judged)('$command judges, and says what is shown', async ({ words, shown }) => {
    const { code, shown: said, told } = await judgeOnLine(words, portSettingsOf(sandbox))
    expect({ code, told }).toEqual({ code: 0, told: '' })
    if (shown !== '') expect(columnsIn(said)).toEqual(expect.arrayContaining(columnsIn(shown)))
  })

  test.each(runs)('$command runs to its end', async ({ command }) => {
    const running = npm(command.split(' ').slice(1), { KEYS_FOLDER: sandbox.keysFolder })
    expect(await running.ended(), running.output()).toBe(0)
  })
})

/** An answer is what the document shows, but for values that are others each time; its members stand in the same order. */
function expectShown(text: string, shown: string): void {
  expect(stable(JSON.parse(text))).toEqual(stable(JSON.parse(shown)))
  expect(Object.keys(JSON.parse(text))).toEqual(Object.keys(JSON.parse(shown)))
}

/** Keys are fetched when it is time to. */
const isOfEveryPlay = (line: string) => !line.includes(' for its key set')

/** Of what happens at once, one thing is told first: which, nobody promises. A new key has a new id. */
const byActor = (lines: readonly string[]) => {
  const said = lines.filter(isOfEveryPlay).map((line) => line.replace(/^ *\d+ … ms/, ''))
  return Object.groupBy(said, (line) => /^ +(?:(?:Service|The) )?[\w-]+/.exec(line)?.[0] ?? '✗')
}

/** Variants in which nobody can decide. */
const STATUS_OF: Record<string, number> = { '--factory-down': 502, '--keys-down': 503, '--registry-down': 503 }

/** However wide a column is: another judge with a longer name widens it. */
const columnsIn = (text: string) => text.split('\n').map((line) => line.trim().replaceAll(/ {2,}/g, '  '))

/** A clock goes on, and faults are numbered by whoever was told before. */
const withoutTimesAndIds = (text: string) =>
  text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '(time)').replaceAll(/\bf(?:\d+|-\w+):/g, '(id):')

/** What is shown are the sentences of a trace, or some lines of a text that is longer. */
function expectText(text: string, shown: string): void {
  if (text.startsWith('{')) return expect(sentencesOf(text)).toBe(shown)
  expect(text.split('\n')).toEqual(expect.arrayContaining(shown.split('\n')))
}

/** The sentences of the trace in an answer. */
function sentencesOf(text: string): string {
  const { trace } = JSON.parse(text)
  return trace.map(({ sentence }: { sentence: string }) => sentence).join('\n')
}

describe('what the documents show', () => {
  test('there is enough to try, and enough answers to compare with', () => {
    const curls = treated(everything, 'called')
    expect(curls.length).toBeGreaterThanOrEqual(20)
    expect(curls.filter(({ shownAs }) => shownAs === 'json').length).toBeGreaterThanOrEqual(8)
    expect(curls.filter(({ shownAs }) => shownAs === 'text').length).toBeGreaterThanOrEqual(1)
    expect(treated(everything, 'played').filter(({ shown }) => shown).length).toBeGreaterThanOrEqual(2)
  })

  test('an answer is that of a command which is done, or the table says why it is only looked at', () => {
    for (const { command, shown } of everything.filter(({ shown }) => shown !== '')) {
      if (command.includes(' --explain ')) continue // documents-gloo.test.ts holds it against what is said
      if (command === 'npm run workshop') continue // room-welcome.test.ts does
      if (command === 'npm run probe -- --matrix') continue // a baseline: documents-blocks.test.ts reads it
      const treatment = COMMANDS[readCommand(command).name]
      expect(treatment, command).not.toBe('run')
      if (typeof treatment === 'object') expect(shown.split('\n').at(-1), command).toMatch(/^(?:PASSED|FAILED): /)
    }
  })

  test('whatever else is shown are clients, and the factory takes them', async () => {
    // Those of the mesh are taken by its own commands (documents-mesh.test.ts), a baseline by its reader (baseline.test.ts).
    const others = new Set(['docs/mesh.md', 'apps/probe/reports/README.md'])
    const loose = documents.filter(([path]) => !others.has(path)).flatMap(([, text]) => looseBlocksOf(text))
    expect(loose).toHaveLength(3)
    for (const { lines } of loose) {
      const keysFolder = await temporaryFolder()
      await mkdir(join(keysFolder, 'jwt-factory'), { mode: 0o700 })
      await writeFile(join(keysFolder, 'jwt-factory', 'clients.json'), lines.join('\n'))
      const factory = await openLoneFactory({}, { keysFolder })
      await factory.close()
      await rm(keysFolder, { recursive: true })
    }
  })
})

withCurl.test('a curl that does not know the authority of the sandbox gets nothing', async () => {
  const sandbox = await openTestSandbox()
  const hello = ['curl --cacert keys/tls/ca.pem https://localhost:8443/hello', 'curl https://localhost:8443/hello']
  expect(await runCommands(hello, sandbox)).toEqual([
    { code: 0, text: 'hello' },
    { code: CERTIFICATE_REFUSED, text: '' },
  ])
  await sandbox.close()
})

/** An exit code of curl. */
const CERTIFICATE_REFUSED = 60
