import { expect, test } from 'vitest'
import { loadScenarios } from '#scenarios'
import { readProject, readProjectFile } from '../support/project-files.ts'
import { commandsOf } from '../support/readme.ts'
import { commandsOfPage } from './scenario-page.ts'
import { ALL_PAGES, OVERVIEW, pageOfScenario, scenariosOverview, withEveryScenario } from './scenarios-overview.ts'

const scenarios = await loadScenarios()
const kept = await readProjectFile(OVERVIEW)

test('the overview tells each scenario and each variant as its file does (npm run docs)', async () => {
  expect(kept).toBe(await scenariosOverview(kept, scenarios))
})

test('the page of all pages has a link to each (npm run docs)', async () => {
  const pages = await readProjectFile(ALL_PAGES)
  expect(pages).toBe(await withEveryScenario(pages, scenarios))
  expect(await withEveryScenario(pages, scenarios.slice(1))).not.toContain('[1](')
})

test('it leads to a page for each, which plays every variant', async () => {
  const pages = await readProject((path) => path.startsWith('docs/scenarios/'))
  for (const scenario of scenarios) {
    const page = await pageOfScenario(scenario)
    expect(kept).toContain(`](${page})`)
    const played = commandsOf(pages.get(`docs/${page}`) ?? '').map(({ command }) => command)
    expect(played).toEqual(commandsOfPage(scenario))
  }
})
