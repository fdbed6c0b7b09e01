import { expect, test } from 'vitest'
import { nearestOf } from './nearest.ts'

const KNOWN = ['expired', 'trace', 'pass-through', 'reuse', 'FACTORY_PORT', 'FACTORY_TLS_PORT', 'a']

test.each([
  ['expire', 'expired'],
  ['EXPIRED', 'expired'],
  ['exipred', 'expired'],
  ['xpired', 'expired'],
  ['tarce', 'trace'],
  ['passthrough', 'pass-through'],
  ['FACTORY_PROT', 'FACTORY_PORT'],
  ['FACTORY_TSL_PORT', 'FACTORY_TLS_PORT'],
])('%s may be %s', (word, name) => {
  expect(nearestOf(word, KNOWN)).toBe(name)
})

test.each(['', 'x', 'verbose', 'exp', 'expiry-date', 'x'.repeat(100_000), `expired${' '.repeat(50)}`])(
  '%# is near to none',
  (word) => expect(nearestOf(word, KNOWN)).toBeUndefined(),
)

test('where nothing is known, nothing is near', () => {
  expect(nearestOf('expired', [])).toBeUndefined()
})
