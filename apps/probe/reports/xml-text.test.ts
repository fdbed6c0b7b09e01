import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyText } from '../../../tests/support/any-text.ts'
import { xmlElement, xmlText } from './xml-text.ts'

const SIGNS: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", '#9': '\t', '#10': '\n', '#13': '\r' } // prettier-ignore

const readBack = (xml: string) =>
  xml.replace(/&([^;]+);/g, (_all, name: string) => SIGNS[name] ?? String.fromCodePoint(Number(name.slice(1))))

test('any text can be read back, but for what XML has no place for', () => {
  fc.assert(
    fc.property(anyText({ maxLength: 40 }), (text) => {
      const xml = xmlText(text)
      expect(xml).not.toMatch(/[<>"'\p{Cs}]|\p{Cc}|[\uFFFE\uFFFF]|&(?!(?:amp|lt|gt|quot|apos|#\d+);)/u)
      if (/^[\u{20}-\u{D7FF}\t\n\r]*$/u.test(text)) expect(readBack(xml)).toBe(text)
    }),
  )
})

test('a sign that cannot stand in XML is seen', () => {
  expect(xmlText('a\u0000b\uD800c\uFFFEd\u{1F600}')).toBe('a\uFFFDb\uFFFDc\uFFFDd\u{1F600}')
})

test('what moves a cursor, turns a line or is not seen stands there by its number', () => {
  expect(xmlText('\u009b\u202e\u2028\u200b\ufeff')).toBe('&#155;&#8238;&#8232;&#8203;&#65279;')
})

test('attributes are escaped, what is inside is XML already', () => {
  expect(xmlElement('a', { b: '"]]>', c: 1 })).toBe('<a b="&quot;]]&gt;" c="1"/>')
  expect(xmlElement('a', {}, ['<b/>', xmlText('x < y')])).toBe('<a><b/>\nx &lt; y</a>')
})
