import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { loadScenarios, type NumberedScenario } from '#scenarios'
import { blocksOf } from '../support/readme.ts'
import { readCommand } from '../support/document-commands.ts'
import { PROJECT, readProject } from '../support/project-files.ts'
import { openTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import { tellStory } from '../support/stories.ts'
import { DIALECTS_PAGE, dialectsPage } from './dialects-page.ts'
import { indexPage } from './index-page.ts'
import { attacksPage, settingsPage } from './reference-pages.ts'
import { refusalsPage } from './refusals-page.ts'
import { routesPage } from './routes-page.ts'
import { everyRoute } from './every-route.ts'
import { commandsOfPage, NEVER_THE_SAME, scenarioPage, stepsShown, type ShownPlays } from './scenario-page.ts'
import { ALL_PAGES, fileOfScenario, OVERVIEW, scenariosOverview, withEveryScenario } from './scenarios-overview.ts'
import { withStepsOf } from './shown-steps.ts'

/** Plays everything, and writes every page that is made. Yields the path of each. */
export async function* writeDocuments(): AsyncGenerator<string> {
  for (const scenario of await loadScenarios()) {
    const sandbox = await openTestSandbox()
    const shown = await playPage(scenario, sandbox).finally(() => sandbox.close())
    yield await write(...(await scenarioDocument(scenario, shown)))
  }
  yield await write(
    OVERVIEW,
    await scenariosOverview(await readFile(join(PROJECT, OVERVIEW), 'utf8'), await loadScenarios()),
  )
  yield await write(
    ALL_PAGES,
    await withEveryScenario(await readFile(join(PROJECT, ALL_PAGES), 'utf8'), await loadScenarios()),
  )
  yield await write(DIALECTS_PAGE, await dialectsPage(await readFile(join(PROJECT, DIALECTS_PAGE), 'utf8')))
  const sandbox = await openTestSandbox()
  const pages = await referenceDocuments(sandbox).finally(() => sandbox.close())
  for (const [path, text] of pages) yield await write(path, text)
  yield await write('llms.txt', await indexDocument())
}

async function write(path: string, text: string): Promise<string> {
  await mkdir(dirname(join(PROJECT, path)), { recursive: true })
  await writeFile(join(PROJECT, path), text)
  return path
}

type MadeDocument = [path: string, text: string]

async function playPage(scenario: NumberedScenario, sandbox: TestSandbox): Promise<ShownPlays> {
  const shown = new Map<string, readonly string[]>()
  for (const command of commandsOfPage(scenario)) {
    const { words } = readCommand(command)
    await tellStory(words, sandbox)
    const { lines } = await tellStory(words, sandbox) // what is shown is the story of a warm sandbox
    if (!NEVER_THE_SAME.includes(command)) shown.set(command, stepsShown(lines))
  }
  return shown
}

/** The page of a scenario with these plays. */
export async function scenarioDocument(scenario: NumberedScenario, shown: ShownPlays): Promise<MadeDocument> {
  const file = await fileOfScenario(scenario)
  return formatted(`docs/scenarios/${file}.md`, scenarioPage(scenario, file, shown))
}

/** The plays that a page shows already, each whole. */
export function playsOnPage(text: string): ShownPlays {
  const blocks = blocksOf(text)
  const plays = blocks.flatMap(({ language, lines }, at): [string, string[]][] => {
    const next = blocks[at + 1]
    return language === 'sh' && next?.language === 'text' ? [[lines[0] ?? '', next.lines]] : []
  })
  const [, first = []] = plays[0] ?? []
  return new Map(plays.map(([command, lines]) => [command, withStepsOf(first, lines)]))
}

/** The pages of reference. @param sandbox its processes tell their routes */
export async function referenceDocuments(sandbox: TestSandbox): Promise<MadeDocument[]> {
  const dialects = await readFile(join(PROJECT, DIALECTS_PAGE), 'utf8')
  return Promise.all([
    formatted('docs/reference/attacks.md', attacksPage()),
    formatted('docs/reference/refusals.md', refusalsPage(dialects)),
    formatted('docs/reference/routes.md', routesPage(await everyRoute(sandbox))),
    formatted('docs/reference/settings.md', settingsPage()),
  ])
}

/** The index of all documents, as they are now. */
export async function indexDocument(): Promise<string> {
  const documents = await readProject((path) => path.endsWith('.md') && !path.startsWith('tests/vectors/'))
  const all = await Promise.all(
    [...documents.keys()].map(async (path) => ({ path, text: await readFile(join(PROJECT, path), 'utf8') })),
  )
  return indexPage(all.toSorted((a, b) => (a.path < b.path ? -1 : 1)))
}

async function formatted(path: string, text: string): Promise<MadeDocument> {
  const options = await resolveConfig(join(PROJECT, path))
  return [path, await format(text, { ...options, filepath: path })]
}
