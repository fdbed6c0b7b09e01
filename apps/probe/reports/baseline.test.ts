import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { readBaseline } from './baseline.ts'
import { compareWithBaseline, writeBaseline } from './compare-baseline.ts'
import { REPORT_FIXTURE } from './report.fixture.ts'
import { toJson } from './to-json.ts'

const idsOf = (some: readonly { id: string }[]) => some.map(({ id }) => id)

test('a baseline that was written by hand says which findings are known, and why', () => {
  const text =
    '\uFEFF{"target":"https://a.example/","accepted":[{"id":"aud-missing","because":"the gateway checks it"}]}'
  expect(readBaseline(text)).toEqual({
    target: 'https://a.example/',
    accepted: [{ id: 'aud-missing', because: 'the gateway checks it' }],
  })
})

test.each([
  ['{"accepted":[{"id":"aud-missing"}]}', 'accepted[0].because: say why it is accepted'],
  ['{"accepted":[{"because":"x"}]}', 'accepted[0].id: it has the id of a case'],
  ['{"accepted":[{"id":"a","because":"x","kind":"odd"}]}', 'accepted[0].kind: it is one of believed,'],
  ['{}', 'accepted: it is a list of findings'],
])('what lacks in %s is said in plain words', (text, why) => {
  expect(() => readBaseline(text)).toThrow(why)
})

test('an earlier report accepts its own findings: nothing is new', () => {
  const { newFindings, accepted, fixed, failing, warnings } = compareWithBaseline(REPORT_FIXTURE, readBaseline(toJson(REPORT_FIXTURE))) // prettier-ignore
  expect({ newFindings, fixed, failing, warnings }).toEqual({ newFindings: [], fixed: [], failing: 0, warnings: [] })
  expect(accepted).toHaveLength(7)
})

test('a baseline that was written by the command can be read again, and accepts the same', () => {
  const baseline = readBaseline(writeBaseline(REPORT_FIXTURE, '2026-11-28'))
  expect(baseline.recorded).toBe('2026-11-28')
  expect(compareWithBaseline(REPORT_FIXTURE, baseline)).toMatchObject({ failing: 0, newFindings: [], unknown: [] })
})

test('new, fixed, not seen and unknown are told apart', () => {
  const accepted = ['aud-missing', 'sig-empty', 'exp-past', 'typ-id-token', 'no-such'].map((id) => ({ id, because: 'x' })) // prettier-ignore
  const comparison = compareWithBaseline(REPORT_FIXTURE, { accepted })
  expect(idsOf(comparison.newFindings)).toEqual(['aud-other-service', 'kid-url', 'json-deep', 'header-huge', 'ok-aud-array', 'sub-empty']) // prettier-ignore
  expect(idsOf(comparison.fixed)).toEqual(['sig-empty'])
  expect(idsOf(comparison.open)).toEqual(['exp-past', 'typ-id-token'])
  expect(idsOf(comparison.unknown)).toEqual(['no-such'])
  expect(comparison.failing).toBe(5)
})

test('a finding of another kind than the accepted one is new', () => {
  const accepted = [{ id: 'aud-missing', because: 'x', kind: 'hung' }]
  expect(compareWithBaseline(REPORT_FIXTURE, { accepted })).toMatchObject({ failing: 6, accepted: [] })
})

test('a target that is another one is told', () => {
  const { warnings } = compareWithBaseline(REPORT_FIXTURE, { target: 'https://a:b@other.example/', accepted: [] })
  expect(warnings).toEqual(['The baseline was written for https://other.example/.'])
})

test.each([
  ['no JSON', '{"accepted":', /is not JSON: (?!.*Error)/],
  ['no list', '{}', /accepted: /],
  ['no reason', '{"accepted":[{"id":"a"}]}', /accepted\[0\]\.because: /],
  ['an empty reason', '{"accepted":[{"id":"a","because":" "}]}', /say why it is accepted/],
  ['a wrong name', '{"accept":[],"accepted":[]}', /accept/],
  ['the same twice', '{"accepted":[{"id":"a","because":"x"},{"id":"a","because":"y"}]}', /accepts a twice/],
  ['a kind that is none', '{"accepted":[{"id":"a","because":"x","kind":"odd"}]}', /accepted\[0\]\.kind: /],
  ['a report of another version', '{"version":2,"target":{"url":"x"},"cases":[]}', /version: /],
  ['a text', '"a"', /the whole: /],
])('what is wrong with a baseline is named: %s', (_name, text, fault) => {
  expect(() => readBaseline(text)).toThrow(fault)
})

test('a file without an end is not read', () => {
  expect(() => readBaseline(' '.repeat(20_000_001))).toThrow(/more than 20000000 characters/)
})

test('the baseline that the page of the reports shows is one', async () => {
  const page = await readFile(new URL('README.md', import.meta.url), 'utf8')
  const [, shown = ''] = /```json\n(.*?)```/s.exec(page) ?? []
  expect(readBaseline(shown).accepted).toMatchObject([{ id: 'aud-missing' }])
})
