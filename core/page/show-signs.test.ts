import { renderToString } from 'preact-render-to-string'
import { expect, test } from 'vitest'
import { html, type View } from './html.ts'

const TURNED = 'Service B \u202edeveileb\u202c'
const shown = (view: View) => renderToString(view)

test('a mark that turns the direction of a text is shown by its number, and turns nothing', () => {
  const text = shown(html`<p>${TURNED} ${['and', TURNED]}</p>`)
  expect(text).not.toMatch(/\p{Cf}/u)
  expect(text.match(/<span class="odd-sign" title="[^"]*turns[^"]*">U\+202E<\/span>deveileb/g)).toHaveLength(2)
})

test.each([
  ['no width', '\u200b', 'U+200B'],
  ['a soft hyphen', '\u00ad', 'U+00AD'],
  ['a control of a terminal', '\u001b', 'U+001B'],
  ['a sign beyond 16 bits', '\u{e0041}', 'U+E0041'],
  ['half of a sign', '\ud800', 'U+D800'],
  ['many of them', '\u202e'.repeat(100_000), 'U+202E and 99'],
])('nobody overlooks %s', (_what, sign, number) => {
  const text = shown(html`<code>a${sign}b</code>`)
  expect(text).toContain(`>${number}`)
  expect(text.length).toBeLessThan(250)
})

test('lines and columns stay, and so does a text that has nothing odd in it', () => {
  expect(shown(html`<pre>${'a\tb\r\nשלום 👩'}</pre>`)).toBe('<pre>a\tb\r\nשלום 👩</pre>')
})

test('where a mark cannot stand, and in what is read out, the sign is escaped', () => {
  const text = shown(html`<p title=${TURNED} aria-label=${TURNED}><option>${TURNED}</option></p>`)
  expect(text).not.toMatch(/\p{Cf}/u)
  expect(text.match(/\\u202edeveileb/g)).toHaveLength(3)
})

test('what somebody writes, and what is copied, stays as it is', () => {
  const text = shown(html`<p data-copy=${TURNED}><input value=${TURNED} /><textarea>${TURNED}</textarea></p>`)
  expect(text.split(TURNED)).toHaveLength(4)
})

test('thousands of odd signs make no thousands of elements', () => {
  const text = shown(html`<p>${'a\u202e'.repeat(5000)}</p>`)
  expect(text.match(/<span/g)).toHaveLength(50)
  expect(text).not.toMatch(/\p{Cf}/u)
})
