import fc from 'fast-check'
import { anyText } from '../../../../tests/support/any-text.ts'
import { EqualityFilter, FilterParser } from 'ldapts'
import { expect, test } from 'vitest'
import { escapeForFilter, escapeForName, readFilterTemplate } from './filter-template.ts'

const filled = (template: string, Username: string, UserDN = '') =>
  readFilterTemplate(template).textFor({ Username, UserDN })

test('a value is a value, whatever it is', () => {
  fc.assert(
    fc.property(anyText(), (value) => {
      const filter = FilterParser.parseString(filled('(&(a=b)(uid={{ .Username }}))', value))
      expect(filter).toHaveProperty('filters.length', 2)
      const [read] = [FilterParser.parseString(filled('(uid={{.Username}})', value))]
      expect(read).toBeInstanceOf(EqualityFilter)
      expect(read).toMatchObject({ attribute: 'uid', value })
    }),
  )
})

test.each([
  ['(uid={{.Username}})', '*', '(uid=\\2a)'],
  ['(uid={{- .Username -}})', 'x)(uid=*', '(uid=x\\29\\28uid=\\2a)'],
  ['(mail={{.Username}}@x.org)', 'a\\b', '(mail=a\\5cb@x.org)'],
  ['(uid={{.Username}})', '$&$1', '(uid=$&$1)'],
  ['(member=uid={{.Username}},ou=people)', 'a,b+c*', '(member=uid=a\\5c,b\\5c+c\\2a,ou=people)'],
  ['(member:dn:=cn=x,uid={{.Username}})', '#1 ', '(member:dn:=cn=x,uid=\\5c#1\\5c )'],
  ['(cn=J\\c3\\bcrgen)(x)', '', undefined],
])('%s with %s', (template, value, expected) => {
  if (expected === undefined) expect(() => filled(template, value)).toThrow('Unbalanced')
  else expect(filled(template, value)).toBe(expected)
})

test('a name of the directory is put in as it is, for a filter', () => {
  expect(filled('(member={{.UserDN}})', '', 'cn=Kroker\\, Kif (K),ou=x')).toBe(
    '(member=cn=Kroker\\5c, Kif \\28K\\29,ou=x)',
  )
})

test('letters beyond ASCII that are written as bytes are letters; others are refused', () => {
  expect(FilterParser.parseString(filled('(&(ou=M\\c3\\BCller)(uid={{.Username}}))', 'a'))).toMatchObject({ filters: [{ value: 'Müller' }, {}] }) // prettier-ignore
  for (const wrong of [
    '(&(ou=\\c3)(uid={{.Username}}))',
    '(uid={{.Username}}',
    '(uid={{.Username}})(a=b)',
    '(&(uid={{.Username}})',
    '(&(uid={{.Username}}) (a=b))',
  ])
    expect(() => filled(wrong, 'a'), wrong).toThrow()
})

test('the attributes that are a whole name are known', () => {
  const { nameFields } = readFilterTemplate('(&(a=b)(|(uid={{.Username}})(mail={{ .Username }})(x={{.Username}}@y)))')
  expect(nameFields).toEqual(['uid', 'mail'])
})

test.each([
  ['a,b', 'a\\,b'],
  ['#a#', '\\#a#'],
  [' a ', '\\ a\\ '],
  ['"+;<>=\\', '\\"\\+\\;\\<\\>\\=\\\\'],
  ['a\0', 'a\\00'],
  ['ü', 'ü'],
])('%j is %j in a distinguished name (RFC 4514)', (value, expected) => {
  expect(escapeForName(value)).toBe(expected)
})

test('RFC 4515 §4: its own examples', () => {
  expect(escapeForFilter('Parens R Us (for all your parenthetical needs)')).toBe('Parens R Us \\28for all your parenthetical needs\\29') // prettier-ignore
  expect([escapeForFilter('*'), escapeForFilter('C:\\MyFile'), escapeForFilter('\0\0\0\u0004')]).toEqual(['\\2a', 'C:\\5cMyFile', '\\00\\00\\00\u0004']) // prettier-ignore
})
