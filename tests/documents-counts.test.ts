import { expect, test } from 'vitest'
import { loadScenarios } from '#scenarios'
import { ACTOR_CASES, CASES_FOR_ALL, idsIn, LEEWAY_CASES, SCOPE_CASES } from '../testkit/tokens/token-case-ids.ts'
import { readProject, readProjectFile } from './support/project-files.ts'

// What a page counts is counted here, and in testkit/matchers.test.ts.

test('the README has as many ways in which a scenario goes wrong as the scenarios have variants', async () => {
  const variants = (await loadScenarios()).flatMap(({ variants: all = {} }) => Object.keys(all))
  expect(await readProjectFile('README.md')).toContain(` ${variants.length} ways in which they go wrong`)
})

test('who comes from another issuer is told how many bad and odd tokens have a name', async () => {
  const named = [CASES_FOR_ALL, SCOPE_CASES, ACTOR_CASES, LEEWAY_CASES].flatMap(idsIn)
  expect(await readProjectFile('docs/migration.md')).toContain(`| ${named.length} by name (\`bad(id)\`);`)
})

test('SECURITY.md names each setting with which a certificate is not checked', async () => {
  const promised = await readProjectFile('SECURITY.md')
  const sources = await readProject((path) => /^(?:apps|core|jwt-factory|testkit)\/.*(?<!\.test)\.ts$/.test(path))
  const settings = [...sources.values()].flatMap((text) => text.match(/\binsecure_skip_\w+/g) ?? [])
  expect([...new Set(settings)]).toEqual(['insecure_skip_verify'])
  expect(promised).toContain('`insecure_skip_verify`')
})

test('every picture is shown on a page', async () => {
  const pictures = [...(await readProject((path) => path.startsWith('docs/pictures/'))).keys()]
  const pages = [...(await readProject((path) => path.endsWith('.md'))).values()].join('\n')
  const shown = new Set(
    [...pages.matchAll(/(?:!\[[^\]]+\]\(|<img src=")(?:docs\/)?(pictures\/[^)"]+)[)"]/g)].map(
      ([, path]) => `docs/${path}`,
    ),
  )
  expect(new Set(pictures)).toEqual(shown)
})
