import { expect, test } from 'vitest'
import { readDuration, sayDuration } from './duration.ts'

const HOUR = 3_600_000

test.each([
  ['90', 90_000],
  ['0.5', 500],
  ['500ms', 500],
  ['10m', 600_000],
  ['10 min', 600_000],
  ['1h30m', 1.5 * HOUR],
  ['1h 30m', 1.5 * HOUR],
  ['1 hour and 30 minutes', 1.5 * HOUR],
  ['1.5h', 1.5 * HOUR],
  ['2 days', 48 * HOUR],
  ['2D', 48 * HOUR],
  ['5 Min', 300_000],
  ['1w', 168 * HOUR],
  ['1y', 8760 * HOUR],
  ['-30s', -30_000],
  ['- 1 h', -HOUR],
  ['+5s', 5000],
  ['0', 0],
  ['PT10M', 600_000],
  ['P1DT2H', 26 * HOUR],
  ['-PT0.5S', -500],
])('%s is a duration', (text, milliseconds) => expect(readDuration(text)).toBe(milliseconds))

test.each([
  '',
  ' ',
  'soon',
  '10x',
  '1M',
  '1H30M',
  '10m later',
  'm',
  '1..5s',
  '1e3',
  'P',
  'PT',
  'P1Y',
  '--5s',
  '5s!',
  '9'.repeat(61),
])('"%s" is none', (text) => expect(readDuration(text)).toBeUndefined())

test.each([
  [0, '0 s'],
  [500, '500 ms'],
  [1500, '1 s 500 ms'],
  [600_000, '10 min'],
  [26 * HOUR, '1 day 2 h'],
  [-HOUR, '-1 h'],
  [8760 * HOUR + 1, '1 year'],
  [48 * HOUR - 59, '2 days'],
  [100 * 8760 * HOUR + 1.5 * HOUR, '100 years 1 h 30 min'],
  [26 * HOUR + 61_000, '1 day 2 h 1 min 1 s'],
])('%d ms are said as %s', (milliseconds, text) => expect(sayDuration(milliseconds)).toBe(text))
