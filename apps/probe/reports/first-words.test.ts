import { expect, test } from 'vitest'
import { firstWords } from './first-words.ts'
import type { FullReport } from './full-report.ts'
import { probeReportSchema } from './report-schema.ts'
import { renderTerminal } from './render-terminal.ts'
import { REPORT_FIXTURE } from './report.fixture.ts'
import { toHtml } from './to-html.ts'
import { toJson } from './to-json.ts'
import { toJunit } from './to-junit.ts'
import { toSarif } from './to-sarif.ts'

const reportOf = (verdict: 'believed' | 'refused'): FullReport => ({
  ...REPORT_FIXTURE,
  cases: ['sig-random', 'sig-bit-flipped'].map((id) => ({ ...REPORT_FIXTURE.cases[0]!, id, verdict })),
})

const FORMS: Readonly<Record<string, (report: FullReport) => string | Promise<string>>> = {
  'the terminal': (report) => renderTerminal(report, { width: Infinity, isColoured: false }),
  HTML: toHtml,
  JSON: (report) => probeReportSchema.parse(JSON.parse(toJson(report))).first ?? '',
  SARIF: (report) => JSON.stringify(JSON.parse(toSarif(report)).runs[0].invocations),
  JUnit: toJunit,
}

test.each(Object.entries(FORMS))('where no signature is checked, %s says that first', async (_form, written) => {
  expect(await written(reportOf('believed'))).toMatch(/does not check signatures: .* Mend that before all else/)
  expect(await written(reportOf('refused'))).not.toContain('does not check signatures')
})

test.each(Object.entries(FORMS))('where nobody can tell of most cases, %s says that first', async (_form, written) => {
  const cases = REPORT_FIXTURE.cases.map((each) => ({ ...each, verdict: 'inconclusive' as const }))
  expect(await written({ ...REPORT_FIXTURE, cases })).toMatch(/his run proves little: nobody can tell of/)
  expect(await written(REPORT_FIXTURE)).not.toContain('proves little')
})

test('while results still come, nobody says how little they prove', () => {
  const [one] = REPORT_FIXTURE.cases
  const cases = [{ ...one!, verdict: 'inconclusive' as const }]
  expect([firstWords(cases, true), firstWords(cases) !== undefined]).toEqual([undefined, true])
})
