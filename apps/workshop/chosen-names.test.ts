import { expect, test } from 'vitest'
import { distinctName, LONGEST_CHOSEN_NAME, readChosenName } from './chosen-names.ts'

test.each([
  ['Ada', 'Ada'],
  ['  Ada   Lovelace ', 'Ada Lovelace'],
  ['<b onclick=alert(1)>Ada</b>', '<b onclick=alert(1)>Ada</b>'],
  ['Łukasz Żółć', 'Łukasz Żółć'],
  ['山田 太郎', '山田 太郎'],
  ['👩‍💻', '👩‍💻'],
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
])('%j is no name', (typed) => {
  expect(() => readChosenName(typed)).toThrow(expect.objectContaining({ type: 'invalid-input' }))
})

test('the same name twice gets a number, and so does what looks the same', () => {
  expect(distinctName('Ada', ['Bob'])).toBe('Ada')
  expect(distinctName('Ada', ['Ada'])).toBe('Ada (2)')
  expect(distinctName('ADA', ['Ada', 'Ada (2)'])).toBe('ADA (3)')
  expect(distinctName('Ａda', ['Ada'])).toBe('Ａda (2)')
})
