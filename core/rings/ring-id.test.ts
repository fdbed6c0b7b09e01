import { expect, test } from 'vitest'
import { furtherRing, furtherRingOf, isRingId, isStoredRingId, ownRingOf } from './ring-id.ts'

test.each(['servicea', 'a', 'A-b_c.9', 'constructor', 'a..b', 'x'.repeat(64)])('"%s" names a key ring', (text) => {
  expect(isRingId(text)).toBe(true)
})

test.each([
  '',
  '.',
  '..',
  '.lock',
  'a/b',
  '../a',
  'a\\b',
  'a b',
  'a\n',
  'a\0',
  'ä',
  'a%2f',
  '__proto__',
  'x'.repeat(65),
  undefined,
  null,
  1,
  ['servicea'],
])('%j names none', (text) => {
  expect(isRingId(text)).toBe(false)
})

test.each([
  ['@', 'RS256', '@@RS256'],
  ['@demo', 'EdDSA', '@demo@EdDSA'],
  ['@RS256', 'RS256', '@RS256@RS256'],
] as const)('a further ring of %s for %s is %s, and is told from all others', (issuerRing, algorithm, ringId) => {
  expect(furtherRing(issuerRing, algorithm)).toBe(ringId)
  expect(furtherRingOf(ringId)).toEqual({ issuerRing, algorithm })
  expect(ownRingOf(ringId)).toBe(issuerRing)
  expect(isStoredRingId(ringId)).toBe(true)
  expect(isRingId(ringId)).toBe(false)
})

test.each(['servicea', '@', '@demo', '@RS256'])('%s is no further ring, and is kept', (ringId) => {
  expect(furtherRingOf(ringId)).toBeUndefined()
  expect(ownRingOf(ringId)).toBe(ringId)
  expect(isStoredRingId(ringId)).toBe(true)
})

test.each([
  'servicea@RS256',
  '@@',
  '@@none',
  '@@HS256',
  '@@rs256',
  '@@@RS256',
  '@.x@RS256',
  '@__proto__@RS256',
  '@@constructor',
])('%s is no ring at all', (text) => {
  expect(furtherRingOf(text)).toBeUndefined()
  expect(isStoredRingId(text)).toBe(false)
})
