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

    aud-other-service (MUST)
      It believed a token for another service: whoever is called with a token
      can go on with it to this one.
      sent     It is for another service
      wanted   401 with error="invalid_token"
      got      200 after 4 ms: {"hello":"servicea"}
      why      RFC 8725 §2.7, §3.9; CVE-2026-50627; CWE-284
      again    curl -H 'Authorization: Bearer '"$(cat aud-other-service.jwt)" https://localhost:8443/orders

    The same change mends:
      aud-missing  critical  It is for nobody
`)
  const order = ['CRITICAL', 'HIGH', 'MEDIUM', 'by policy only', 'The key set', 'Remarks', 'Nobody can tell', 'Not run', 'cases in', 'Failed'] // prettier-ignore
  const places = order.map((words) => shown(80).indexOf(words))
  expect(places).toEqual(places.toSorted((a, b) => a - b))
  expect(places).not.toContain(-1)
})

test('what the sentence of a finding says already is not said a second time', () => {
  const [, , found] = REPORT_FIXTURE.cases
  const sentence = `${found?.title}: the target believed it.`
  const cases = [{ ...found!, finding: { ...found!.finding!, sentence } }]
  expect(shown(120, { ...REPORT_FIXTURE, cases }).split(found!.title)).toHaveLength(2)
})

test('remarks of one kind are one, however the target words them, and there are never more than a dozen of lines', () => {
  const [refused] = REPORT_FIXTURE.cases
  const cases = Array.from({ length: 80 }, (_, at) => ({
    ...refused!,
    id: `case-${at}`,
    remarks: [`it was refused for another reason than the one meant: "words ${at % 9}"`, `it is odd in the way ${at}`],
  }))
  const text = shown(120, { ...REPORT_FIXTURE, cases })
  const [, section = ''] = /Remarks: odd, and safe\n([\s\S]*?)\n\n/.exec(text) ?? []
  expect(section.split('\n').length).toBeLessThanOrEqual(12)
  expect(section).toContain('80  it was refused for another reason than the one meant: "words 0" (9), "words 1" (9)')
  expect(section).toContain('and 76 other remarks, of 76 cases: --json and --html have all')
})

test('what was not run is one line for each reason, and algorithms that are not enabled are one', () => {
  const [refused] = REPORT_FIXTURE.cases
  const cases = ['PS256', 'ES384', 'PS256'].map((name, at) => ({
    ...refused!,
    id: `ok-${at}`,
    verdict: 'not-run' as const,
    reason: `the target has not enabled ${name}`,
  }))
  expect(shown(120, { ...REPORT_FIXTURE, cases })).toContain(`
  Not run, and why
     3  the target has not enabled PS256, ES384

`)
})

test('a run whose doors believe what they should not has not passed', () => {
  const [refused] = REPORT_FIXTURE.cases
  const matrix = { title: 'Doors', rows: [['✗ believed, and should not be', 'B believes the token for C']] }
  const text = shown(120, { ...REPORT_FIXTURE, cases: [refused!], matrix })
  expect(text).toContain('Failed: 1 door of the sandbox answered a token as it should not;')
  expect(text).not.toContain('Passed')
})

test('a good run says what it saw, and how much it did not', () => {
  const [refused] = REPORT_FIXTURE.cases
  const cases = [refused!, { ...refused!, id: 'life-replay', verdict: 'not-run' as const }]
  expect(shown(120, { ...REPORT_FIXTURE, cases })).toContain(
    'Passed: no finding that fails the run. 1 bad token refused and 0 good ones believed, as it should be; 1 case not run.',
  )
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
  Bad tokens should be refused, and good ones believed; of some, both is right.
  ✗ says how many went wrong.
  family       refused  believed  inconclusive  crashed  hung  not run
  signature          2         ·             ·        ·     ·        ·
  identity           ·         3             ·        ·     ·        ·  ✗ 2
`)
})

test.each([80, 120])('no line is longer than %i columns, but one to be copied', (width) => {
  const lines = shown(width).split('\n')
  expect(lines.filter((line) => line.length > width && !line.includes('again    curl'))).toEqual([])
})

test('of many cases that one change mends, the worst is told whole and the others in a line each, with what repeats them', () => {
  const [, , found] = REPORT_FIXTURE.cases
  const cases = ['one', 'two', 'three'].flatMap((id) => (found ? [{ ...found, id, curl: `curl ${id}` }] : []))
  expect(shown(120, { ...REPORT_FIXTURE, cases })).toContain(`
    The same change mends:
      two    critical  It is for another service
      again    curl two
      three  critical  It is for another service
      again    curl three
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

test('a long run says of each case what came of it', () => {
  const lines = REPORT_FIXTURE.cases.map((each, at) => renderProgress(each, { done: at + 1, total: 310 }))
  expect(lines.slice(1, 5)).toEqual([
    '  2 of 310  ✓ sig-bit-flipped  refused',
    '  3 of 310  ✗ aud-other-service  believed',
    '  4 of 310  ✗ aud-missing  believed',
    '  5 of 310  ! sub-empty  believed',
  ])
})

test('good tokens are counted apart: for them, being believed is right', () => {
  const [refused] = REPORT_FIXTURE.cases
  const good = { ...refused!, id: 'ok-plain', family: 'good', verdict: 'believed' as const }
  expect(shown(80, { ...REPORT_FIXTURE, cases: [refused!, good] })).toContain(`
  bad tokens         1         ·             ·        ·     ·        ·
  good tokens        ·         1             ·        ·     ·        ·
`)
})
