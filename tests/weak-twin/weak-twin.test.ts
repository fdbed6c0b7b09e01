import { expect, test } from 'vitest'
import { CATALOGUE } from '#attacks'
import { WEAKNESS_FINDINGS } from './expected.ts'
import { findingsOf } from '../findings/find-in-twin.ts'
import { expectedOf } from './finds-exactly.ts'
import { NOT_BY_A_SWITCH } from './not-by-a-switch.ts'
import { probeTwin } from './probe-twin.ts'
import { SIDES } from './sides.ts'
import { SWITCHES, type SwitchName } from './switches.ts'
import type { SideName } from './weakness.ts'

const sides = Object.keys(SIDES) as SideName[] // Object.keys forgets the names
const found = new Set(Object.values(WEAKNESS_FINDINGS).flatMap((ids) => [ids].flat().map((each) => each.split(':')[0])))

test.each(sides)('a twin without a weakness has no finding: %s', async (side) => {
  const report = await probeTwin(side, [])
  expect(report.stopped).toBeUndefined()
  expect(report.controls.every(({ areRight }) => areRight)).toBe(true)
  expect(findingsOf(report)).toEqual([])
  expect(report.summary.failing).toBe(0)
  expect(report.cases.filter(({ verdict }) => verdict === 'inconclusive')).toEqual([])
})

test('a weakness is one of its twin alone: one beside it is strict', async () => {
  await probeTwin('plain', ['signature-unchecked'])
  expect(findingsOf(await probeTwin('plain', []))).toEqual([])
})

test('two weaknesses show the findings of both', async () => {
  const report = await probeTwin('plain', ['aud-star', 'crit-ignored'])
  expect(findingsOf(report)).toEqual([...expectedOf('aud-star'), ...expectedOf('crit-ignored')].sort())
})

test('every case that a standard or best practice demands is found by some weakness, or says why not', () => {
  const demanded = CATALOGUE.filter((attack) => attack.class !== 'POLICY').map(({ id }) => id)
  const byNone = demanded.filter((id) => !found.has(id) && !NOT_BY_A_SWITCH.has(id))
  expect(byNone, 'npm run findings; and where it names them too, a weakness in tests/weak-twin/switches').toEqual([])
  expect([...NOT_BY_A_SWITCH.keys()].filter((id) => found.has(id))).toEqual([])
  expect([...NOT_BY_A_SWITCH.keys()].filter((id) => !demanded.includes(id))).toEqual([])
})

test('every weakness says what it is, and shows in some case', () => {
  const names = Object.keys(SWITCHES) as SwitchName[] // Object.keys forgets the names
  expect(names.length).toBeGreaterThanOrEqual(40)
  expect(new Set(names.map((name) => SWITCHES[name].weakness)).size).toBe(names.length)
  expect(Object.keys(WEAKNESS_FINDINGS), 'npm run findings').toEqual(names)
  expect(names.filter((name) => WEAKNESS_FINDINGS[name].length === 0)).toEqual([])
})

test('where whoever brings no token is let in, nothing that follows would mean anything', async () => {
  await expect(probeTwin('plain', ['none-let-in'])).rejects.toThrow(/without a token as it answers the good one/)
})

test('where the good token is refused, nothing that follows would mean anything', async () => {
  await expect(probeTwin('plain', ['refuses-ES256'])).rejects.toThrow(/answered the good token with 401/)
})
