import { expect, test } from 'vitest'
import { distinctName, LONGEST_CHOSEN_NAME, readChosenName } from './chosen-names.ts'

test.each([
  ['Ada', 'Ada'],
  ['  Ada   Lovelace ', 'Ada Lovelace'],
  ['<b onclick=alert(1)>Ada</b>', '<b onclick=alert(1)>Ada</b>'],
  ['Łukasz Żółć', 'Łukasz Żółć'],
  ['山田 太郎', '山田 太郎'],
  ['👩‍💻', '👩‍💻'],
  ['Ada ❤️ 🏳️‍🌈', 'Ada ❤️ 🏳️‍🌈'],
  ['A\u200Dda', 'Ada'],
  ['نیک\u200Cنام', 'نیکنام'],
  ['x'.repeat(LONGEST_CHOSEN_NAME), 'x'.repeat(LONGEST_CHOSEN_NAME)],
])('%j is shown as it was chosen', (typed, name) => {
  expect(readChosenName(typed)).toBe(name)
})

test.each([
  [''],
  ['   '],
  ['...'],
  ['x'.repeat(LONGEST_CHOSEN_NAME + 1)],
  ['x'.repeat(100_000)],
  ['Ada\u0000'],
  ['Ada\u202Etxt'],
  ['A\u2066da'],
  ['Ada\u200B'],
  ['\u2800'],
  ['Ada\u3164'],
  ['\u115F\u1160'],
  ['\uFFA0'],
  ['Ada\u{E0041}'],
  [`A${'\u0301'.repeat(30)}`],
  ['\uD800'],
  ...[0xad, 0x34f, 0x2063, 0xfe0f, 0x206a, 0xfff9, 0x180e, 0x17b4, 0x1d173, 0x1bca0, 0x1d159, 0xe0101, 0x3164].map(
    (code) => [`A${String.fromCodePoint(code)}da`],
  ),
  ['\u{1D159}'],
  ['Z\u0301\u200D\u0301\u200D\u0301\u200D\u0301'.repeat(3)],
])('%j is no name', (typed) => {
  expect(() => readChosenName(typed)).toThrow(expect.objectContaining({ type: 'invalid-input' }))
})

test('the same name twice gets a number, and so does what looks the same', () => {
  expect(distinctName('Ada', ['Bob'])).toBe('Ada')
  expect(distinctName('Ada', ['Ada'])).toBe('Ada (2)')
  expect(distinctName('ADA', ['Ada', 'Ada (2)'])).toBe('ADA (3)')
  expect(distinctName('Ａda', ['Ada'])).toBe('Ａda (2)')
})

test.each([
  ['А\u0064\u0061', 'Cyrillic'],
  ['\u0391da', 'Greek'],
  ['\u0410\u0501\u0430', 'Cyrillic alone'],
  ['ad\u0430', 'small letters'],
])('%s looks like Ada (%s)', (name) => {
  expect(distinctName(name, ['Ada'])).toBe(`${name} (2)`)
})

test('names in Cyrillic and Greek that look like no other have no number, and are one in large letters and in small ones', () => {
  expect(distinctName('Юлия', ['Ada', 'Анна'])).toBe('Юлия')
  expect(distinctName('АННА', ['Анна'])).toBe('АННА (2)')
  expect(distinctName('ΝΙΚΗ', ['Νικη'])).toBe('ΝΙΚΗ (2)')
})
