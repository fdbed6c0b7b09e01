import { expect, test } from 'vitest'
import { renderTerminal } from './render-terminal.ts'
import { REPORT_FIXTURE } from './report.fixture.ts'

const audience = REPORT_FIXTURE.cases.find(({ id }) => id === 'aud-missing')!
const withCases = (...ids: string[]) =>
  renderTerminal(
    { ...REPORT_FIXTURE, cases: ids.map((id) => ({ ...audience, id })) },
    { width: Infinity, isColoured: false },
  )

test('what to run next names three cases of the first change at most, and says of how many', () => {
  expect(withCases('aud-a', 'aud-b', 'aud-c', 'aud-d')).toContain('--only aud-a,aud-b,aud-c (3 of its 4 cases)\n')
  expect(withCases('aud-a', 'aud-b', 'aud-c')).toContain('--only aud-a,aud-b,aud-c\n')
})
