import { styleText, stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { wrapLine, wrapText } from './wrap.ts'

test.each([
  ['what fits stays as it is', 'a short line', 40, ['a short line']],
  ['a sentence is broken at spaces', 'one two three four five six', 12, ['one two', 'three four', 'five six']],
  [
    'what is indented stays so',
    '    one two three four five six seven',
    30,
    ['    one two three four five', '    six seven'],
  ],
  [
    'what follows stands below the last column',
    '  1    5.0 ms  Service B asks the factory whether it is good',
    45,
    ['  1    5.0 ms  Service B asks the factory', '               whether it is good'],
  ],
  [
    'a column that is too narrow is passed over',
    '  name                         what it is for, in a long sentence',
    40,
    ['  name                         what it', '  is for, in a long sentence'],
  ],
  [
    'a column with a word that does not fit is passed over',
    '  name  value                     see https://a.test/of-thirty-letters now',
    60,
    ['  name  value                     see', '        https://a.test/of-thirty-letters now'],
  ],
  [
    'a comment goes on as a comment',
    '  curl localhost:3000/scenario1  # the factory signs, and the factory is asked',
    60,
    [
      '  curl localhost:3000/scenario1  # the factory signs, and',
      '                                 # the factory is asked',
    ],
  ],
  [
    'a word that is longer is not cut',
    'see https://example.test/a/long/path now',
    10,
    ['see', 'https://example.test/a/long/path', 'now'],
  ],
])('%s', (_what, line, columns, expected) => {
  expect(wrapLine(line, columns)).toEqual(expected)
})

test('without a width nothing is broken', () => {
  const text = `${'word '.repeat(500)}\n\n  x`
  expect(wrapText(text, Infinity)).toBe(text)
})

test('colours take no room, and lines are broken as without them', () => {
  const plain = '  1  Service B refuses the token: the token has expired an hour ago'
  const coloured = plain.replace(/Service.*/, (text) => styleText('red', text, { validateStream: false }))
  expect(wrapLine(coloured, 40).map(stripVTControlCharacters)).toEqual(wrapLine(plain, 40))
  expect(wrapLine(coloured, plain.length)).toHaveLength(1)
})

test('no width makes it lose a word', () => {
  const text = '  6    5.0 ms  jwt-factory checks the token: 12 passed, 4 skipped.\n   ✓ form   RFC 7515 §7.1'
  for (let columns = 0; columns < 90; columns++) {
    expect(wrapText(text, columns).split(/\s+/)).toEqual(text.split(/\s+/))
  }
})

test('a line that nobody reads is left to the terminal', () => {
  expect(wrapLine('a  '.repeat(100_000), 80)).toHaveLength(1)
})
