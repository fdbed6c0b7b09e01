import { expect, test } from 'vitest'
import { compareWithBaseline } from './compare-baseline.ts'
import { REPORT_FIXTURE } from './report.fixture.ts'
import { toJunit } from './to-junit.ts'

const blockOf = (xml: string, id: string) =>
  new RegExp(`<testcase [^>]*name="${id}[:"][^>]*>[\\s\\S]*?</testcase>`).exec(xml)?.[0] ?? ''

test('a suite for each family, and its numbers', () => {
  const xml = toJunit(REPORT_FIXTURE)
  expect(xml).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuites name="probe" tests="13" failures="6" errors="0" skipped="3" time="8.412">/) // prettier-ignore
  expect(xml).toContain('<testsuite name="probe.identity" tests="3" failures="2" errors="0" skipped="0"')
  expect(xml).toContain('<testsuite name="probe.time" tests="2" failures="0" errors="0" skipped="2"')
})

test('what fails the run is a failure, with what to change; what is policy is not', () => {
  const xml = toJunit(REPORT_FIXTURE)
  expect(blockOf(xml, 'aud-missing')).toContain('<failure message="It believed a token that is for nobody." type="believed">') // prettier-ignore
  expect(blockOf(xml, 'aud-missing')).toContain('Change: Name the audience')
  expect(blockOf(xml, 'sub-empty')).not.toContain('<failure')
  expect(blockOf(xml, 'sub-empty')).toContain('<system-out>By policy: ')
  expect(blockOf(xml, 'sig-bit-flipped')).toContain('<system-out>refused with 403 instead of 401</system-out>')
})

test('a test is named by its id and by what is sent, and so in each run', () => {
  expect(toJunit(REPORT_FIXTURE)).toContain('classname="probe.identity" name="aud-missing: It is for nobody"')
})

test('doors that believed what they should not are failures', () => {
  const rows = [
    ['✗ believed, and should not be', 'B believes the token for C'],
    ['! believed, as a scenario shows', 'A lesson'],
  ]
  const xml = toJunit({ ...REPORT_FIXTURE, cases: [], matrix: { title: 'Doors', rows } })
  expect(xml).toContain('<testsuite name="probe.matrix" tests="1" failures="1" errors="0" skipped="0"')
  expect(blockOf(xml, 'B believes the token for C')).toContain('message="believed, and should not be: B believes')
})

test('what was not run, and what cannot be told, is skipped and says why', () => {
  const xml = toJunit(REPORT_FIXTURE)
  expect(blockOf(xml, 'exp-past')).toContain('<skipped message="not run: Nobody may move the clock')
  expect(blockOf(xml, 'typ-id-token')).toContain('<skipped message="inconclusive: It answers 200 to everybody')
})

test('what the baseline accepts fails nothing', () => {
  const baseline = { accepted: [{ id: 'aud-missing', because: 'the gateway checks it' }] }
  const xml = toJunit(REPORT_FIXTURE, compareWithBaseline(REPORT_FIXTURE, baseline))
  expect(blockOf(xml, 'aud-missing')).toContain('<skipped message="accepted: the gateway checks it"/>')
  expect(blockOf(xml, 'aud-missing')).not.toContain('<failure')
  expect(xml).toContain('tests="13" failures="5" errors="0" skipped="4"')
})

test('a run that stopped is an error', () => {
  const xml = toJunit({ ...REPORT_FIXTURE, cases: [], stopped: 'The good token is refused.' })
  expect(xml).toContain('tests="1" failures="0" errors="1" skipped="0"')
  expect(blockOf(xml, 'runs to its end')).toContain('<error message="The good token is refused." type="stopped"/>')
})

test('what was asked for and was not seen is an error', () => {
  const keySet = { title: 'Keys', rows: [], gaps: ['--keys ended early: nobody answers'] }
  const xml = toJunit({ ...REPORT_FIXTURE, cases: [], keySet })
  expect(xml).toContain('tests="1" failures="0" errors="1" skipped="0"')
  expect(blockOf(xml, '--keys ended early')).toContain(
    '<error message="it was asked for, and not seen" type="not-seen"/>',
  )
})
