import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editsBetween, nearestOf } from './nearest.ts'

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

const isSame = (from: string, to: string, most: number) => {
  const edits = editsBetween(from, to)
  expect(editsBetween(from, to, most)).toBe(edits > most ? Infinity : edits)
}

test('who asks for few edits hears the same as who asks for all, or that there are more', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 })
  fc.assert(fc.property(word, word, fc.integer({ min: 0, max: 4 }), isSame), { numRuns: 1000 })
})
