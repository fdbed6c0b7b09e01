import { readdir } from 'node:fs/promises'
import { format, resolveConfig } from 'prettier'
import { SCENARIOS_FOLDER, type NumberedScenario } from '#scenarios'
import { PROJECT } from '../support/project-files.ts'
import { markdownPage, markdownTable } from './markdown.ts'
import type { ScenarioFile } from './scenario-page.ts'

/** Where the overview is, from the top of the project. */
export const OVERVIEW = 'docs/scenarios.md'

/** What stands above is written by hand. */
const MARK = '<!-- What follows is made by "npm run docs" from scenarios/*.ts: edit those. -->'

/**
 * The overview of all scenarios: what is kept of the page, and then a paragraph and a table of variants for each.
 * @param kept the page as it is
 */
export async function scenariosOverview(kept: string, scenarios: readonly NumberedScenario[]): Promise<string> {
  const [byHand = ''] = kept.split(MARK)
  const sections = scenarios.map(async (each) => sectionOf(each, await pageOfScenario(each)))
  const text = markdownPage(byHand.trimEnd(), MARK, ...(await Promise.all(sections)))
  const options = await resolveConfig(`${PROJECT}/${OVERVIEW}`)
  return format(text, { ...options, filepath: OVERVIEW })
}

function sectionOf({ number, title, story, variants = {}, changes }: NumberedScenario, page: string): string {
  const rows = Object.entries(variants).map(([variant, about]) => [`\`?${variant}=1\``, asCell(about)])
  return markdownPage(
    `## ${number}. ${title}`,
    story,
    rows.length > 0 ? markdownTable(['variant', 'what happens'], rows) : '',
    changes === undefined ? '' : `What stays changed when it has been played: ${changes}.`,
    `[Its plays](${page}).`,
  ).trimEnd()
}

const asCell = (about: string) => about.charAt(0).toUpperCase() + about.slice(1)

/** The page of all pages, from the top of the project. */
export const ALL_PAGES = 'docs/README.md'

const LINKS = /(Each scenario with a real play of each of its ways:)(?:\s+\[\d+\]\([^)]+\))+/
const WIDTH = 140

/** The page of all pages with a link to each scenario. @throws Error where it has lost the line */
export async function withEveryScenario(page: string, scenarios: readonly NumberedScenario[]): Promise<string> {
  if (!LINKS.test(page)) throw new Error(`${ALL_PAGES} lacks the line of the scenarios`)
  const links = scenarios.map(async (each) => `[${each.number}](${await pageOfScenario(each)})`)
  const lines = [page.match(LINKS)?.[1] ?? '']
  for (const link of await Promise.all(links)) {
    const longer = `${lines.at(-1)} ${link}`
    if (longer.length + 2 > WIDTH) lines.push(link)
    else lines[lines.length - 1] = longer
  }
  return page.replace(LINKS, lines.join('\n  '))
}

/** The page of a scenario, from the folder of the documents. */
export const pageOfScenario = async (scenario: NumberedScenario): Promise<string> =>
  `scenarios/${await fileOfScenario(scenario)}.md`

/** The name of its file, without the ending. */
export async function fileOfScenario({ number }: NumberedScenario): Promise<ScenarioFile> {
  const name = (await readdir(SCENARIOS_FOLDER)).find((each) => Number.parseInt(each) === number) ?? ''
  return name.replace(/\.ts$/, '')
}
