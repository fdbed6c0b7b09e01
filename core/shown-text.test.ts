import { expect, test } from 'vitest'
import { shownLines, shownText } from './shown-text.ts'

test.each([
  ['a colour', '\u001b[31mred', String.raw`\u001b[31mred`],
  ['the title of a window', '\u001b]0;title\u0007', String.raw`\u001b]0;title\u0007`],
  ['a control of one sign', '\u009b31m', String.raw`\u009b31m`],
  ['ends of a line', 'a\r\n\u0085\u2028\u2029b', String.raw`a\u000d\u000a\u0085\u2028\u2029b`],
  ['another direction', '\u202e\u2066\u200f', String.raw`\u202e\u2066\u200f`],
  ['what is not seen', 'a\u200b\ufeff\u00ad', String.raw`a\u200b\ufeff\u00ad`],
  ['a tag beyond the first plane', '\u{e0041}', String.raw`\udb40\udc41`],
  ['half a sign', '\ud800', String.raw`\ud800`],
])('%s is shown, and does nothing', (_what, text, shown) => expect(shownText(text)).toBe(shown))

test('what people write stays', () => {
  for (const text of ['https://ex.test/ä?b=1', 'Müller & Söhne · ✓ — 日本語 🔑', 'עברית', ''])
    expect(shownText(text)).toBe(text)
})

test('JSON stays the same JSON, and lines stay apart', () => {
  const value = { issuer: 'a\u001b[31m\u0007\r\n\u202e\u009b', list: ['\u200b'] }
  const lines = shownLines(JSON.stringify(value, null, 2))
  expect(lines).toHaveLength(6)
  expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  expect(JSON.parse(lines.join('\n'))).toEqual(value)
})
