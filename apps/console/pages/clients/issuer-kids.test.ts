import { expect, test } from 'vitest'
import type { RingsOf } from '../../live/told.ts'
import { kidsOfIssuer, publishedKids } from './issuer-kids.ts'

const ring = (ringId: string, ...keys: [kid: string, state: string][]) => ({
  ringId,
  keys: keys.map(([kid, state]) => ({ kid, state })),
})

const rings = [
  ring('@', ['b', 'active'], ['a', 'retired'], ['old', 'revoked']),
  ring('@@ES384', ['c', 'prepared']),
  ring('@demo', ['d', 'active']),
  ring('demo', ['e', 'active']),
]
const holders = [{ name: 'jwt-factory', told: { rings } }] as unknown as RingsOf[] // of a ring, these members alone are read

test('the keys of an issuer are those of its rings that nobody has revoked', () => {
  expect(kidsOfIssuer(holders, '@')).toBe('a b c')
  expect(kidsOfIssuer(holders, 'demo')).toBe('d')
  expect(kidsOfIssuer([{ name: 'jwt-factory', why: 'it is down' }], '@')).toBeUndefined()
})

test('what is published is told in the same way, and what is no key set has no keys', () => {
  expect(publishedKids({ keys: [{ kid: 'c' }, { kid: 'a' }, { kid: 'b' }] })).toBe('a b c')
  for (const none of [undefined, null, {}, { keys: 'a' }]) expect(publishedKids(none)).toBe('')
})
