import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyText } from '../../../tests/support/any-text.ts'
import { compareWithBaseline } from './compare-baseline.ts'
import { renderProgress, renderTerminal } from './render-terminal.ts'
import { REPORT_FIXTURE } from './report.fixture.ts'

const shown = (width: number, report = REPORT_FIXTURE) => renderTerminal(report, { width, isColoured: false })

test('findings come first, the most severe first, with what to change and how to repeat it', () => {
  expect(shown(80)).toContain(`
  ✗ CRITICAL, 2 cases
    change  Name the audience where the token is verified: jwt.verify(token,
            key, { audience: 'serviceb' })

    aud-other-service (MUST) It is for another service
      It believed a token for another service: whoever is called with a token
      can go on with it to this one.
      wanted   401 token
      got      200 after 4 ms: {"hello":"servicea"}
      why      RFC 8725 §2.7, §3.9; CVE-2026-50627; CWE-284
      again    curl -H 'Authorization: Bearer '"$(cat aud-other-service.jwt)" https://localhost:8443/orders
`)
  const order = ['CRITICAL', 'HIGH', 'MEDIUM', 'by policy only', 'The key set', 'Remarks', 'Nobody can tell', 'Not run', 'cases in', 'Failed'] // prettier-ignore
  const places = order.map((words) => shown(80).indexOf(words))
  expect(places).toEqual(places.toSorted((a, b) => a - b))
  expect(places).not.toContain(-1)
})

test('what is policy never stands before what fails the run, however severe it is', () => {
  const cases = REPORT_FIXTURE.cases.map((each) =>
    each.id === 'sub-empty' && each.finding
      ? { ...each, finding: { ...each.finding, severity: { level: 'critical', cwe: 20 } as const } }
      : each,
  )
  const text = shown(80, { ...REPORT_FIXTURE, cases })
  expect(text.indexOf('! CRITICAL, by policy only')).toBeGreaterThan(text.indexOf('✗ MEDIUM'))
})

test('counts the cases of each family by verdict', () => {
  expect(shown(80)).toContain(`
  13 cases in 8.4 s
  family     refused  believed  inconclusive  crashed  hung  not run
  signature        2         ·             ·        ·     ·        ·
  identity         ·         3             ·        ·     ·        ·  ✗
`)
})

test.each([80, 120])('no line is longer than %i columns, but one to be copied', (width) => {
  const lines = shown(width).split('\n')
  expect(lines.filter((line) => line.length > width && !line.includes('again    curl'))).toEqual([])
})

test('of many cases that one change mends, the first are told whole and the others in a line each', () => {
  const [, , found] = REPORT_FIXTURE.cases
  const cases = ['one', 'two', 'three', 'four', 'five'].flatMap((id) => (found ? [{ ...found, id }] : []))
  expect(shown(120, { ...REPORT_FIXTURE, cases })).toContain(`
    and 2 more
      four  200 after 4 ms  It is for another service
      five  200 after 4 ms  It is for another service
`)
})

test('nothing that a target or a person has written moves the cursor, in colour too', () => {
  fc.assert(
    fc.property(anyText({ maxLength: 60 }), fc.boolean(), (text, isColoured) => {
      const cases = REPORT_FIXTURE.cases.map((each) => ({
        ...each,
        title: text,
        remarks: [text],
        ...(each.got && { got: { ...each.got, body: text } }),
        ...(each.finding && { curl: `curl ${text}` }),
      }))
      const keySet = { title: text, rows: [[text, text]], notes: [text] }
      const all = renderTerminal({ ...REPORT_FIXTURE, cases, keySet, stopped: text }, { width: 80, isColoured })
      // oxlint-disable-next-line no-control-regex -- these are looked for
      const own = all.replace(/\u001B\[\d+m/g, '')
      expect(own.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
    }),
    { numRuns: 40 },
  )
})

test('colours are for a terminal alone, and change no word', () => {
  const coloured = renderTerminal(REPORT_FIXTURE, { width: 80, isColoured: true })
  expect(coloured).not.toBe(shown(80))
  expect(stripVTControlCharacters(coloured)).toBe(shown(80))
})

test('with a baseline, what is known stands below what is new, and what was fixed is named', () => {
  const accepted = ['aud-missing', 'sig-empty', 'exp-past', 'no-such'].map((id) => ({ id, because: `of ${id}` }))
  const comparison = compareWithBaseline(REPORT_FIXTURE, { target: 'https://other.example/', accepted })
  const text = renderTerminal(REPORT_FIXTURE, { width: 80, isColoured: false, comparison, files: ['probe.html'] })
  expect(text).toContain(`
  Baseline: 1 finding known, 1 fixed since
  ! The baseline was written for https://other.example/.
  known      aud-missing  of aud-missing
  ✓ fixed    sig-empty    take it out of the baseline
  open       exp-past     accepted, and not seen in this run
  ! no case  no-such      there is no such case in this run
`)
  expect(text).toContain(
    'Failed: 5 new findings (1 critical, 1 high, 3 medium), beside 1 that the\n  baseline accepts.',
  )
  expect(text).toContain('The whole report: probe.html')
})

test('a run that stopped does not look like one that passed', () => {
  expect(shown(80, { ...REPORT_FIXTURE, cases: [], stopped: 'The good token is refused.' })).toContain(
    'Stopped before the end: The good token is refused.',
  )
  expect(shown(80, { ...REPORT_FIXTURE, cases: [] })).toContain('Passed: no finding that fails the run.')
})

const unclearCases = (...reasons: string[]) =>
  reasons.map((reason) => ({ ...REPORT_FIXTURE.cases[0]!, class: 'MUST' as const, verdict: 'inconclusive' as const, reason })) // prettier-ignore

test('a run without findings, of which nobody could tell some, does not look like one that passed', () => {
  const [good] = REPORT_FIXTURE.cases
  const told = (...reasons: string[]) => {
    const cases = [...unclearCases(...reasons), { ...good!, class: 'MUST' as const, verdict: 'refused' as const }]
    return shown(Infinity, { ...REPORT_FIXTURE, cases })
  }
  expect(told('who knows: --accepted-when says it', '--accepted-when')).toContain(
    'No finding that fails the run. That is not all well: 2 of 3 MUST cases are inconclusive (say --accepted-when with what only an accepted answer has).',
  )
  expect(told('it had enough')).toContain(
    '1 of 2 MUST cases is inconclusive (the reasons are under "Nobody can tell").',
  )
  expect(told('it had enough')).not.toContain('Passed')
})

test('a run with findings says as well of how much nobody could tell', () => {
  const cases = [...REPORT_FIXTURE.cases, ...unclearCases('still remembered (--promised-delay)')]
  expect(shown(Infinity, { ...REPORT_FIXTURE, cases })).toMatch(
    /Failed: .*Besides, 2 of \d+ MUST cases are inconclusive/,
  )
})

test('a long run says of each case what came of it', () => {
  const lines = REPORT_FIXTURE.cases.map((each, at) => renderProgress(each, { done: at + 1, total: 310 }))
  expect(lines.slice(1, 5)).toEqual([
    '  2 of 310  ✓ sig-bit-flipped  refused',
    '  3 of 310  ✗ aud-other-service  believed',
    '  4 of 310  ✗ aud-missing  believed',
    '  5 of 310  ! sub-empty  believed',
  ])
})
