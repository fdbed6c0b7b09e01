import { expect, test } from 'vitest'
import { chooseSet } from './choose-set.ts'

const key = (kid: string) => ({ kty: 'EC', kid })
const PLAIN = 'https://plain.test'
const sets = [
  { name: 'the main issuer', issuers: ['https://main.test'], keys: [key('m')] },
  { name: 'the issuer demo', issuers: ['https://main.test/issuers/demo'], keys: [key('d'), key('same')] },
  { name: 'the ring servicea', caller: 'servicea', issuers: [PLAIN], keys: [key('a')] },
  { name: 'the ring other', caller: 'other', issuers: [PLAIN], keys: [key('o'), key('same')] },
  { name: 'the ring empty', caller: 'empty', issuers: ['https://empty.test'], keys: [] },
  { name: 'servicea itself', caller: 'servicea', issuers: ['https://self.test'], keys: [key('s')] },
]
const nameOf = (says: object) => chooseSet(says, sets).set.name

test.each([
  ['the id of its key, whatever iss says', { kid: 'a', iss: 'https://main.test' }, 'the ring servicea'],
  ['the id of a key of a service', { kid: 's' }, 'servicea itself'],
  ['one id of two keys: then iss', { kid: 'same', iss: PLAIN }, 'the ring other'],
  ['iss, where nobody has the key', { kid: 'x', iss: 'https://main.test/issuers/demo' }, 'the issuer demo'],
  ['iss of several, and sub', { kid: 'x', iss: PLAIN, sub: 'servicea' }, 'the ring servicea'],
  ['nothing that is known', { kid: 'x', iss: 'https://elsewhere.test' }, 'the main issuer'],
  ['an issuer without keys', { iss: 'https://empty.test' }, 'the main issuer'],
  ['nothing at all', {}, 'the main issuer'],
])('whose keys they are: %s', (_why, says, name) => expect(nameOf(says)).toBe(name))

test('keys that the token does not name by their id are told', () => {
  expect(chooseSet({ kid: 'a' }, sets).notes).toEqual([])
  const [note] = chooseSet({ kid: 'x\u001b[31m', iss: PLAIN, sub: 'servicea' }, sets).notes
  expect(note).toMatch(/^Nobody here has the key x\\u001b\[31m: these are the keys of the ring servicea, by its iss$/)
  const [ofNobody] = chooseSet({}, sets).notes
  expect(ofNobody).toMatch(/^The token names no key, and nobody here signs as its issuer.*--keys.*on the page$/)
})

test.each([
  ['one id of two keys', { kid: 'same' }, /the issuer demo, the ring other have a key with the id/],
  ['one iss of several rings', { iss: PLAIN, sub: 'ada' }, /the ring servicea, the ring other sign as its issuer/],
])('what could be one or the other is told, and never guessed: %s', (_what, says, words) => {
  expect(() => chooseSet(says, sets)).toThrow(words)
  expect(() => chooseSet(says, sets)).toThrow(/--keys/)
})

test('without any key there is nothing to choose', () => {
  expect(() => chooseSet({}, [])).toThrow(/no key yet/)
})
