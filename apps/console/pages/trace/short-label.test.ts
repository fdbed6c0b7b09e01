import { expect, test } from 'vitest'
import { shortLabel } from './short-label.ts'

test.each([
  ['for a token of the consumer john_doe', 'wants a token'],
  ['the token', 'the token'],
  ['GET on, with who asks,', 'GET on, with who asks'],
])('an arrow for "%s" says "%s"', (what, label) => {
  expect(shortLabel({ what })).toBe(label)
})
