import { expect, test } from 'vitest'
import { loadScenarios } from '#scenarios'
import { readWishes } from './wishes.ts'

const scenarios = await loadScenarios()

test('a number is a scenario', () => {
  const { scenario, query } = readWishes(['3'], {}, scenarios)
  expect(scenario.number).toBe(3)
  expect(query).toEqual({})
})

test('every option is a parameter of its address', () => {
  expect(readWishes(['2'], { expired: true, other: 'x' }, scenarios).query).toEqual({ expired: '1', other: 'x' })
  expect(readWishes(['2'], { expired: 'servicec' }, scenarios).query).toEqual({ expired: 'servicec' })
})

test.each([
  [[], 'Which scenario?'],
  [['9'], 'There is no scenario "9".'],
  [['one'], 'There is no scenario "one".'],
  [['01'], 'There is no scenario "01".'],
])('%j is answered with the list of scenarios', (positionals, complaint) => {
  const ask = () => readWishes(positionals, {}, scenarios)
  expect(ask).toThrow(complaint)
  for (const { number, title } of scenarios) expect(ask).toThrow(`${number}  ${title}`)
})
