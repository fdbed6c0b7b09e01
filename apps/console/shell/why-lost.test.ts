import { afterEach, expect, test, vi } from 'vitest'
import { html, type View } from '#core/page/html'
import { renderPage } from '#core/page/render-page'
import { createWorkshop } from '../workshop/workshop-desk.ts'
import { manualClock } from '#core/clock'
import { TopBar } from './top-bar.view.ts'
import { whyLost } from './why-lost.browser.ts'

const renderToString = (header: View) =>
  renderPage(
    { title: '', of: '', header, body: html`` },
    { style: '', icon: '', entry: () => ({ name: '', imports: [] }) },
    { theme: '', folder: '' },
  )

afterEach(() => void vi.unstubAllGlobals())

test.each([
  [401, { detail: 'You were taken out.' }, 'You were taken out.'],
  [409, { detail: 'Load the page again.' }, 'Load the page again.'],
  [409, {}, undefined],
  [200, { detail: 'a play' }, undefined],
  [503, { detail: 'not yet' }, undefined],
])('of a console that gives no stream, %s %j says why in words: %s', async (status, body, words) => {
  vi.stubGlobal('fetch', async () => Response.json(body, { status }))
  expect(await whyLost()).toBe(words)
})

test('a console that is away says nothing', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('away')))
  expect(await whyLost()).toBeUndefined()
})

test('what is said stands on the page as text, and is read out', () => {
  const workshop = createWorkshop({ clock: manualClock(0), order: 'free' }).told()
  const bar = { house: { processes: [] }, workshop, path: '/', isLost: true }
  const page = renderToString(html`<${TopBar} ...${bar} lostWords="You were taken out, <b>Ada</b>." />`)
  expect(page).toMatch(/role="alert">You were taken out, &lt;b>Ada/)
  expect(renderToString(html`<${TopBar} ...${bar} />`)).not.toContain('role="alert"')
})
