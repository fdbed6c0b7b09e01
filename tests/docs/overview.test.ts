import { expect, test } from 'vitest'
import { loadScenarios } from '#scenarios'
import { readProject, readProjectFile } from '../support/project-files.ts'
import { commandsOf } from '../support/readme.ts'
import { commandsOfPage } from './scenario-page.ts'

const scenarios = await loadScenarios()
const sections = (await readProjectFile('docs/scenarios.md')).split(/^## (?=\d)/m).slice(1)
const pages = await readProject((path) => path.startsWith('docs/scenarios/'))

test('the overview has a section for every scenario, in their order', () => {
  expect(sections.map((section) => section.split('\n')[0])).toEqual(
    scenarios.map(({ number, title }) => `${number}. ${title}`),
  )
})

test('it explains every variant, and leads to a page that plays it', () => {
  for (const [index, scenario] of scenarios.entries()) {
    const section = sections[index] ?? ''
    for (const variant of Object.keys(scenario.variants ?? {})) expect(section).toContain(`| \`?${variant}=1\` `)
    const page = /\]\((scenarios\/[\w-]+\.md)\)/.exec(section)?.[1]
    const played = commandsOf(pages.get(`docs/${page}`) ?? '').map(({ command }) => command)
    expect(played).toEqual(commandsOfPage(scenario))
  }
})
