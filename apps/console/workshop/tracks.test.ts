import { readdir } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { CATALOGUE } from '#attacks'
import { loadScenarios } from '#scenarios'
import { readConfig } from '#core/config/read-config'
import { benchChoices } from '../bench/choices.ts'
import { consoleSettings } from '../config.ts'
import { PAGES_OF_CONSOLE } from '../shell/top-bar.view.ts'
import { TRACKS, WORKSHOP_STEPS } from './tracks.ts'

const noProcess = () => Promise.reject(new Error('away'))
const config = readConfig(consoleSettings, {})
const { destinations } = await benchChoices({ ask: noProcess, config, scenarios: await loadScenarios(), now: () => 0 })
const OFFERED = destinations.map(({ label }) => label)

const CASES = CATALOGUE.map(({ id }) => id as string)

/** What a text names to the letter: buttons, words to write, ids. */
const namedIn = (text: string): string[] => text.match(/"[^"]+"|`[^`]+`|\b[a-z]+(?:-[a-z]+)+\b/g) ?? []

test('there are ten steps for everybody, and five of each further track, each in a file of its own', async () => {
  const counts = TRACKS.map(({ name }) => WORKSHOP_STEPS.filter(({ track }) => track === name).length)
  expect(counts).toEqual([10, 5, 5])
  const files = await readdir(new URL('steps', import.meta.url))
  expect(files.toSorted()).toEqual(WORKSHOP_STEPS.map(({ id }) => `${id}.ts`).toSorted())
})

describe.each(WORKSHOP_STEPS.map((step) => [step.id, step] as const))('%s', (id, step) => {
  test('is done on a page of the console, and named as steps are', () => {
    expect(id).toMatch(/^[a-z]+(?:-[a-z]+)*$/)
    expect(id).not.toBe('all')
    expect(PAGES_OF_CONSOLE.map(({ path }) => path)).toContain(step.where.page.split('?')[0])
  })

  test('tells something that has happened, with its year and where it can be read', () => {
    expect(step.why).toMatch(/\b20[012]\d\b/)
    expect(step.source.url).toMatch(/^https:\/\/[a-z]/)
    expect(step.source.text.length).toBeGreaterThan(5)
  })

  test('names no service on the bench that its page does not offer', () => {
    for (const [, service, number] of [step.task, ...step.hints]
      .join(' ')
      .matchAll(/((?:Service )?[BC]), scenario (\d+)/g))
      expect(OFFERED).toContainEqual(expect.stringContaining(`${service}, scenario ${number}:`))
  })

  test('has three hints, of which the first does not give it away', () => {
    const [first, , third] = step.hints
    expect(new Set(step.hints).size).toBe(3)
    expect(step.hints.every((hint) => hint.length > 20)).toBe(true)
    const named = new Set(namedIn(third)).difference(new Set(namedIn(step.task)))
    expect([...named.intersection(new Set(namedIn(first)))]).toEqual([])
  })

  test('names no case of the catalogue by its id: to find it is the task', () => {
    for (const text of [step.task, ...step.hints])
      expect(CASES.filter((each) => namedIn(text).includes(each))).toEqual([])
  })

  test('is not ticked by nothing', () => {
    expect(step.check({ plays: [], runs: [], decisions: [], judged: [], given: [] })).toBeUndefined()
  })
})
