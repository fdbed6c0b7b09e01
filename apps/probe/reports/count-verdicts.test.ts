import { expect, test } from 'vitest'
import { concludeReport } from './count-verdicts.ts'
import { REPORT_FIXTURE } from './report.fixture.ts'

const refused = REPORT_FIXTURE.cases.filter(({ verdict, finding }) => verdict === 'refused' && !finding).slice(0, 1)
const left = ['a', 'b'].flatMap((id) => refused.map((each) => ({ ...each, id, verdict: 'not-run' as const })))
const concluded = (mode: 'white-box' | 'black-box', cases = [...refused, ...left]) =>
  concludeReport({ ...REPORT_FIXTURE, target: { ...REPORT_FIXTURE.target, mode }, cases }).words

test('a run that could ask little says so before it says that it passed', () => {
  expect(concluded('black-box')).toMatch(
    /^Passed what could be asked without the issuer’s key, 1 of 3 cases: no finding/,
  )
  expect(concluded('white-box')).toMatch(/^Passed what was asked, 1 of 3 cases: no finding/)
  expect(concluded('black-box', refused)).toMatch(/^Passed: no finding/)
})
