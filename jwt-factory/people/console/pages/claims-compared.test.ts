import { expect, test } from 'vitest'
import { compareClaims } from './claims-compared.ts'

test('what comes, what goes, what differs and what stays', () => {
  expect(compareClaims({ stk: 'S', log: 'r', x: '1' }, { n: 'A', log: 'r,w', x: '1' })).toEqual([
    { name: 'n', after: 'A', outcome: 'added' },
    { name: 'log', before: 'r', after: 'r,w', outcome: 'changed' },
    { name: 'x', before: '1', after: '1', outcome: 'same' },
    { name: 'stk', before: 'S', outcome: 'removed' },
  ])
})

test('somebody who is new has had no token, and somebody who is gone gets none', () => {
  expect(compareClaims(undefined, { u: 'a' })).toEqual([{ name: 'u', after: 'a', outcome: 'added' }])
  expect(compareClaims({ u: 'a' }, undefined)).toEqual([{ name: 'u', before: 'a', outcome: 'removed' }])
  expect(compareClaims(undefined, undefined)).toEqual([])
})

test('a name that all objects have is a claim like others, and lists are told as they stand in the token', () => {
  expect(compareClaims({ constructor: '1' }, { aud: ['a', 'b'] })).toEqual([
    { name: 'aud', after: '["a","b"]', outcome: 'added' },
    { name: 'constructor', before: '1', outcome: 'removed' },
  ])
})
