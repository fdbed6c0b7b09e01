import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadScenarios } from '#scenarios'
import { readProjectFile } from '../support/project-files.ts'
import { openTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import { indexDocument, playsOnPage, referenceDocuments, scenarioDocument } from './write-documents.ts'

// What is made is as "npm run docs" makes it; documents-run.process.test.ts plays what the pages show.

const AGAIN = 'npm run docs'

describe('the page of a scenario is made from its file', async () => {
  test.each(await loadScenarios())('scenario $number', async (scenario) => {
    const [path] = await scenarioDocument(scenario, new Map())
    const kept = await readProjectFile(path)
    const [, made] = await scenarioDocument(scenario, playsOnPage(kept))
    expect(made === kept, `${path}: ${AGAIN}`).toBe(true)
  })
})

describe('the reference is made from the code', () => {
  let sandbox: TestSandbox
  beforeAll(async () => void (sandbox = await openTestSandbox()))
  afterAll(() => sandbox.close())

  test('settings, routes, checks and attacks', async () => {
    for (const [path, text] of await referenceDocuments(sandbox))
      expect((await readProjectFile(path)) === text, `${path}: ${AGAIN}`).toBe(true)
  })
})

test('the index names every document', async () => {
  expect((await readProjectFile('llms.txt')) === (await indexDocument()), AGAIN).toBe(true)
})
