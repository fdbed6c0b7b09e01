import { expect, test } from 'vitest'
import { renderTerminal } from './render-terminal.ts'
import { REPORT_FIXTURE } from './report.fixture.ts'

const shown = (width: number, report = REPORT_FIXTURE) => renderTerminal(report, { width, isColoured: false })

const unclearCases = (...reasons: string[]) =>
  reasons.map((reason) => ({ ...REPORT_FIXTURE.cases[0]!, class: 'MUST' as const, verdict: 'inconclusive' as const, reason })) // prettier-ignore

test('a run without findings, of which nobody could tell some, does not look like one that passed', () => {
  const [good] = REPORT_FIXTURE.cases
  const told = (...reasons: string[]) => {
    const cases = [...unclearCases(...reasons), { ...good!, class: 'MUST' as const, verdict: 'refused' as const }]
    return shown(Infinity, { ...REPORT_FIXTURE, cases })
  }
  expect(told('who knows: --accepted-when says it', '--accepted-when')).toContain(
    'No finding that fails the run. That is not all well: 2 of 3 MUST and SHOULD cases are inconclusive (say --accepted-when with what only an accepted answer has), so that this run proves little: run it again with what is named there; where the target limits how often it is asked, with --rate 5.',
  )
  const few = { ...REPORT_FIXTURE, cases: [...unclearCases('it had enough'), ...Array.from({ length: 2 }, () => ({ ...good!, class: 'MUST' as const, verdict: 'refused' as const }))] } // prettier-ignore
  expect(shown(Infinity, few)).toContain('1 of 3 MUST cases is inconclusive (the reasons are under "Nobody can tell").')
  expect(told('it had enough')).not.toContain('Passed')
})

test('a run with findings says as well of how much nobody could tell', () => {
  const cases = [...REPORT_FIXTURE.cases, ...unclearCases('still remembered (--promised-delay)')]
  expect(shown(Infinity, { ...REPORT_FIXTURE, cases })).toMatch(
    /Failed: .*Besides, 2 of \d+ MUST cases are inconclusive/,
  )
})
