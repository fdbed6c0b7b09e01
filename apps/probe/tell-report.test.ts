import { expect, test } from 'vitest'
import type { CaseResult, CaseVerdict } from './probe-report.ts'
import type { FullReport } from './reports/full-report.ts'
import { REPORT_FIXTURE } from './reports/report.fixture.ts'
import { tellReport } from './tell-report.ts'

const [sample] = REPORT_FIXTURE.cases
const finding = REPORT_FIXTURE.cases.find((each) => each.finding?.isFailing === true)?.finding

const caseOf = (verdict: CaseVerdict, kind: CaseResult['class'] = 'SHOULD'): CaseResult => {
  const { finding: _, ...rest } = sample ?? expect.fail('there is no case')
  return { ...rest, class: kind, verdict, expects: ['401'] }
}

const times = (count: number, verdict: CaseVerdict, kind?: CaseResult['class']) =>
  Array.from({ length: count }, () => caseOf(verdict, kind))

const told = (...cases: readonly CaseResult[]) => toldOf({ ...REPORT_FIXTURE, cases })

async function toldOf(report: FullReport) {
  const lines: string[] = []
  const hear = (text: string) => void lines.push(text)
  const terminal = { write: hear, tell: hear, progress() {}, isTerminal: false, columns: Infinity, colours: false }
  const files = { json: undefined, junit: undefined, sarif: undefined, html: undefined }
  const parts = { options: { files }, baseline: undefined, folder: '.', terminal }
  return { end: await tellReport(report, parts), text: lines.join('') }
}

test.each<[string, CaseResult[], string]>([
  ['a third of which nobody can tell', [...times(2, 'refused'), ...times(1, 'inconclusive')], 'well'],
  ['more than a third', [...times(5, 'refused', 'MUST'), ...times(3, 'inconclusive')], 'could not run'],
  ['many of policy', [...times(2, 'refused'), ...times(8, 'inconclusive', 'POLICY')], 'well'],
  ['nothing but policy, of which nobody can tell half', [...times(1, 'refused', 'POLICY'), ...times(1, 'inconclusive', 'POLICY')], 'could not run'], // prettier-ignore
  ['nothing but policy, of which nobody can tell a third', [...times(2, 'refused', 'POLICY'), ...times(1, 'inconclusive', 'POLICY')], 'well'], // prettier-ignore
  ['many that were not sent', [...times(1, 'refused'), ...times(9, 'not-run')], 'well'],
])('a run without findings and %s', async (_what, cases, end) => {
  expect((await told(...cases)).end).toBe(end)
})

test('a run that proves little says so first, and a finding in it still counts', async () => {
  const unclear = times(4, 'inconclusive')
  const { text } = await told(...unclear, caseOf('refused'))
  expect(text).toContain('first     this run proves little: nobody can tell of 4 of the 5 MUST and SHOULD cases')
  expect(text).toContain('That is not all well: 4 of 5 MUST and SHOULD cases are inconclusive')
  expect(text).not.toContain('Passed')
  expect((await told(...times(1, 'inconclusive', 'POLICY'))).text).toContain(
    'nobody can tell of 1 of the 1 POLICY cases',
  )
  expect((await told(...unclear, { ...caseOf('believed'), finding: finding! })).end).toBe('findings')
})

test.each(['keySet', 'skew', 'matrix'] as const)(
  'what %s was to show and did not has not passed; a finding comes first',
  async (part) => {
    const gaps = { [part]: { title: 'Beside', rows: [], gaps: ['nobody let it look.', 'and more'] } }
    const { end, text } = await toldOf({ ...REPORT_FIXTURE, ...gaps, cases: times(2, 'refused') })
    expect(end).toBe('could not run')
    expect(text).toContain('That is not all well: nobody let it look. And 1 more')
    expect(text).not.toContain('Passed')
    const cases = [caseOf('refused'), { ...caseOf('believed'), finding: finding! }]
    const found = await toldOf({ ...REPORT_FIXTURE, ...gaps, cases })
    expect(found.end).toBe('findings')
    expect(found.text).toMatch(/Failed: 1 finding .*Besides, nobody let it look/)
  },
)
