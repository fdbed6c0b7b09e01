import { expect, test } from 'vitest'
import { claimNeeds, type ClaimNeed, type ClaimNeeds } from './claim-needs.ts'
import { readPattern } from './claim-pattern.ts'

const IS_W: ClaimNeed = { claim: 'log', is: 'w' }
const IS_S: ClaimNeed = { claim: 'stk', is: 'S' }

test.each<[string, ClaimNeeds, Record<string, unknown>, string | undefined]>([
  ['nothing is asked for', { all: [] }, {}, undefined],
  ['all are there', { all: [IS_W, IS_S] }, { log: 'r,w', stk: 'S' }, undefined],
  ['one is missing', { all: [IS_W, IS_S] }, { log: 'r,w' }, 'stk'],
  ['the first that is missing is named', { all: [IS_W, IS_S] }, {}, 'log'],
  ['another list is enough', { all: [IS_W], or: [{ all: [IS_S] }] }, { stk: 'U,S' }, undefined],
  ['no list is', { all: [IS_W], or: [{ all: [IS_S] }] }, { stk: 'U' }, 'log'],
  ['a list within another', { all: [IS_W], or: [{ all: [IS_S], or: [{ all: [{ claim: 'x', is: '1' }] }] }] }, { x: '1' }, undefined], // prettier-ignore
  ['an empty list lets everybody in', { all: [], or: [{ all: [IS_S] }] }, {}, undefined],
  ['a part of a value', { all: [{ claim: 'log', contains: 'ri' }] }, { log: 'read,write' }, undefined],
  ['a part that lies across a comma', { all: [{ claim: 'log', contains: 'd,w' }] }, { log: 'read,write' }, 'log'],
  ['a pattern for one of several', { all: [{ claim: 'log', matches: '^w' }] }, { log: 'read,write' }, undefined],
  ['a pattern for none of them', { all: [{ claim: 'log', matches: '^x' }] }, { log: 'read,write' }, 'log'],
  ['a list is no text', { all: [IS_W] }, { log: ['w'] }, 'log'],
  ['a member that every object has', { all: [{ claim: 'constructor', contains: '' }] }, {}, 'constructor'],
])('what a service asks for: %s', (_name, needs, claims, lacking) => {
  expect(claimNeeds(needs)(claims)).toBe(lacking)
})

test('who takes the whole text takes no part of it', () => {
  const whole = claimNeeds({ all: [IS_W] }, 'whole')
  expect(whole({ log: 'r,w' })).toBe('log')
  expect(whole({ log: 'w' })).toBeUndefined()
  expect(claimNeeds({ all: [{ claim: 'log', contains: ',' }] }, 'whole')({ log: 'r,w' })).toBeUndefined()
})

test.each([
  ['(a+)+$', 'repeats a group'],
  ['(a|aa)*b', 'repeats a group'],
  ['a*a*b', 'has more than one of *, + and ?'],
  ['a??', 'has more than one of *, + and ?'],
  ['a{9}', 'has a repetition with braces: there may be one of *, + and ?'],
  ['(?=a)', 'has a group that begins with (?'],
  [String.raw`(a)\1`, 'refers to a group or a property'],
  ['(', 'is no regular expression'],
  ['a'.repeat(201), 'has more than 200 characters'],
])('a pattern that may take for ever is not run: %s', (pattern, fault) => {
  expect(() => readPattern(pattern)).toThrow(fault)
})

test.each([
  ['^r?w$', 'w', true],
  ['^(admin|staff)-.*$', 'staff-7', true],
  ['^(admin|staff)-.*$', 'guest', false],
  [String.raw`^\d+$`, '42', true],
  ['[*+?]x', '+x', true],
  [String.raw`a\+b`, 'a+b', true],
  ['.', 'a'.repeat(257), false],
])('a pattern that is run: %s on %s', (pattern, value, fits) => {
  expect(readPattern(pattern)(value)).toBe(fits)
})
