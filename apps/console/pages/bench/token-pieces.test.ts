import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tokenPieces } from './token-pieces.ts'

/** As `[header]`, `{payload}` and `<signature>` within what stands around them. */
const shown = (text: string) =>
  tokenPieces(text)
    .map(({ text: piece, part }) => {
      if (part === 'header') return `[${piece}]`
      if (part === 'payload') return `{${piece}}`
      return part === 'signature' ? `<${piece}>` : piece
    })
    .join('')

test.each([
  ['eyJh.eyJi.c-_', '[eyJh].{eyJi}.<c-_>'],
  ['Authorization: Bearer eyJh.eyJi.cc\n', 'Authorization: Bearer [eyJh].{eyJi}.<cc>\n'],
  [
    'curl -H "authorization: Bearer eyJh.eyJi.cc" https://b.test/x',
    'curl -H "authorization: Bearer [eyJh].{eyJi}.<cc>" https://b.test/x',
  ],
  ['{"access_token":"eyJh.eyJi.cc","expires_in":3}', '{"access_token":"[eyJh].{eyJi}.<cc>","expires_in":3}'],
  ['eyJh.eyJi.cc\n  dd\n  ee\n', '[eyJh].{eyJi}.<cc\n  dd\n  ee>\n'],
  ['eyJh==.eyJi.', '[eyJh==].{eyJi}.'],
  ['eyJh.eyJi', '[eyJh].{eyJi}'],
  ['token: abc.def.ghi', 'token: [abc].{def}.<ghi>'],
  ['eyJh.a.b.c.d', '[eyJh].{a}.<b>.c.d'],
  ['Any text. Without one', 'Any text. Without one'],
  ['', ''],
])('%j is %j', (text, pieces) => expect(shown(text)).toBe(pieces))

test('the pieces of any text make that text', () => {
  const texts = fc.string({ unit: fc.constantFrom('e', 'y', 'J', '.', ' ', '"', '\n', 'é', '-'), maxLength: 40 })
  fc.assert(
    fc.property(
      texts,
      (text) =>
        tokenPieces(text)
          .map((piece) => piece.text)
          .join('') === text,
    ),
  )
})
