import { expect, test } from 'vitest'
import { html } from '#core/page/html'
import { renderPage } from '#core/page/render-page'
import { REPORT_FIXTURE } from '../../../probe/reports/report.fixture.ts'
import { FindingsView } from './findings.view.ts'
import type { LabRun, LabState } from './lab-state.ts'

const FRAME = { theme: 'light', folder: '' } as const

function shown(state: Partial<LabState> = {}, results = REPORT_FIXTURE.cases): string {
  const run = { results, isGoing: false } as unknown as LabRun // no more of it is read
  const body = html`<${FindingsView} run=${run} state=${state} />`
  return renderPage(
    { title: '', of: '', body },
    { style: '', icon: '', entry: () => ({ name: '', imports: [] }) },
    FRAME,
  )
}

test('what one change mends stands in one card, the worst first', () => {
  const cards = shown().split('<h3').slice(1)
  expect(cards[0]).toContain('aud-other-service')
  expect(cards[0]).toContain('aud-missing')
  expect(new Set(cards.map((card) => /<\/span>(.*?)<\/h3>/.exec(card)?.[1])).size).toBe(cards.length)
})

test('a case that is open says the right answer in words', () => {
  const opened = { id: 'aud-missing', beside: [] }
  expect(shown({ opened } as Partial<LabState>)).toContain('401 with error=&quot;invalid_token&quot;')
})

test('where no signature is checked, that is said first', () => {
  const one = REPORT_FIXTURE.cases.find(({ id }) => id === 'aud-missing')
  const forged = ['sig-random', 'sig-bit-flipped'].map((id) => ({ ...one!, id }))
  expect(shown({}, forged)).toMatch(/First:.*It does not check signatures/)
  expect(shown()).not.toContain('First:')
})

test('what is wrong by policy only is counted by itself, as the command does', () => {
  const one = REPORT_FIXTURE.cases.find(({ id }) => id === 'aud-missing')!
  const policy = { ...one, id: 'exp-before-iat', finding: { ...one.finding!, isFailing: false } }
  expect(shown({}, [one, policy])).toContain('1 finding, 1 of policy, 2 changes')
})
