import { expect, test } from 'vitest'
import { maxAgeSeconds } from './remote-key-set.ts'

test.each([
  ['public, max-age=60', 60],
  ['Max-Age="300"', 300],
  ['max-age=0', 1],
  ['no-store', 1],
  ['max-age=300, no-cache', 1],
  ['max-age=999999', 3600],
  ['max-age=-5', 60],
  ['max-age=soon', 60],
  ['s-maxage=5', 60],
  ['', 60],
  [undefined, 60],
])('%j keeps a key set for %d seconds', (header, seconds) => {
  expect(maxAgeSeconds(header)).toBe(seconds)
})
