import { describe, expect, test } from 'vitest'
import { fallbackOf, kinds, setting } from './setting.ts'

describe('a duration', () => {
  test.each([
    ['5', 5000],
    ['5s', 5000],
    ['0.25', 250],
    ['500ms', 500],
    ['600', 600_000],
  ])('%s is %i milliseconds', (text, milliseconds) => {
    expect(kinds.duration.parse(text)).toBe(milliseconds)
  })

  test.each(['0', '601', '-1', '5m', '5 s', 'ms', '1e2', '', 'Infinity'])('is not %j', (text) => {
    expect(kinds.duration.safeParse(text).success).toBe(false)
  })
})

test.each(['0', '31536001', '1.5', ''])('a life in seconds is not %j', (text) => {
  expect(kinds.seconds.safeParse(text).success).toBe(false)
})

test.each(['', 'a\nb', 'a\0'])('an issuer is not %j', (text) => {
  expect(kinds.issuer.safeParse(text).success).toBe(false)
})

test('a fallback may follow from other variables', () => {
  const follows = setting('B', kinds.port, (env) => env['A'] ?? '1', 'About B.')
  expect(fallbackOf(follows, { A: '7' })).toBe('7')
  expect(fallbackOf(setting('B', kinds.port, '2', 'About B.'), { A: '7' })).toBe('2')
})
