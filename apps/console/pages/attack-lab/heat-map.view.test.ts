import { expect, test } from 'vitest'
import { html } from '#core/page/html'
import { renderPage } from '#core/page/render-page'
import type { TokenMatrix } from '../../../probe/matrix/token-matrix.ts'
import { HeatMapView } from './heat-map.view.ts'

const MATRIX: TokenMatrix = { tokens: [], doors: [], cells: [], missing: [], closed: [], answered: [], silent: [], findings: 0, milliseconds: 1 } // prettier-ignore

const shown = (more: Partial<TokenMatrix>): string =>
  renderPage(
    { title: '', of: '', body: html`<${HeatMapView} matrix=${{ ...MATRIX, ...more }} />` },
    { style: '', icon: '', entry: () => ({ name: '', imports: [] }) },
    { theme: 'light', folder: '' },
  )

const ALL_WELL = 'No door believes a token that is not for it'

test('all is well where the matrix is whole and nothing was found', () => {
  expect(shown({})).toContain(ALL_WELL)
})

test.each([
  ['a play that went wrong', { missing: ['scenario 7 answered 503'] }, 'Not whole: scenario 7 answered 503'],
  ['a party that is silent', { silent: ['servicec gave no answer: gone'] }, 'Not whole: servicec gave no answer'],
  [
    'a door of the mesh that answered',
    { answered: [{ id: 'web-ui', place: 'web-ui GET /', sentence: 'web-ui answered' }] },
    'Web-ui answered.',
  ],
])('with %s it is not said that all is well', (_what, more, words) => {
  expect(shown(more)).toContain(words)
  expect(shown(more)).not.toContain(ALL_WELL)
})
