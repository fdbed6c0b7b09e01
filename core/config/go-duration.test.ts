import { expect, test } from 'vitest'
import { parseGoDuration } from './go-duration.ts'

test.each([
  ['300ms', 300],
  ['5m', 300_000],
  ['1h30m', 5_400_000],
  ['1.5h', 5_400_000],
  ['.5s', 500],
  ['2µs', 0.002],
  ['2μs', 0.002],
  ['2us', 0.002],
  ['7ns', 0.000007],
  ['0', 0],
  ['0s', 0],
])('the duration %s of Go is read', (text, milliseconds) => {
  expect(parseGoDuration(text)).toBeCloseTo(milliseconds, 9)
})

test.each([
  '',
  '5',
  '-5s',
  '+5s',
  '1d',
  '5m 3s',
  ' 5m',
  '5M',
  '1e3s',
  's',
  '.s',
  '1..5s',
  '5m3',
  '100000h',
  '1s'.repeat(60),
])('"%s" is no duration', (text) => expect(parseGoDuration(text)).toBeUndefined())
