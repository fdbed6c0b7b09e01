import { expect, test } from 'vitest'
import { html } from '#core/page/html'
import { renderPage } from '#core/page/render-page'
import { EMPTY_MATRIX } from '../../../probe/matrix/empty-matrix.fixture.ts'
import type { TokenMatrix } from '../../../probe/matrix/token-matrix.ts'
import { HeatMapView } from './heat-map.view.ts'

const shown = (more: Partial<TokenMatrix>): string =>
  renderPage(
    { title: '', of: '', body: html`<${HeatMapView} matrix=${{ ...EMPTY_MATRIX, ...more }} />` },
    { style: '', icon: '', entry: () => ({ name: '', imports: [] }) },
    { theme: 'light', folder: '' },
  )

const ALL_WELL = 'No door believes a token that is not for it'

test('all is well where the matrix is whole and nothing was found', () => {
  expect(shown({})).toContain(ALL_WELL)
})

test.each([
  ['a play that went wrong', { missing: ['scenario 7 answered 503'] }, '<li>scenario 7 answered 503.</li>'],
  ['a party that is silent', { silent: ['servicec gave no answer: gone'] }, '<li>servicec gave no answer: gone.</li>'],
  [
    'a door of the mesh that answered',
    { answered: [{ id: 'web-ui', place: 'web-ui GET /', sentence: 'web-ui answered' }] },
    'Web-ui answered.',
  ],
])('with %s it is not said that all is well', (_what, more, words) => {
  expect(shown(more)).toContain(words)
  expect(shown(more)).not.toContain(ALL_WELL)
})
