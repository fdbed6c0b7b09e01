import { expect, test } from 'vitest'
import { faultsBetween } from './faults-between.ts'

test('clients whose audiences differ from each other and from all other ids can stand together', () => {
  const clients = [
    { id: 'a', audience: 'https://a.test/', audiences: ['https://b.test', 'c', 'https://nobody.test'] },
    { id: 'b', audience: 'https://b.test', audiences: [] },
    { id: 'c', audience: 'c' },
    { id: 'constructor' },
  ]
  expect(faultsBetween(clients)).toEqual([])
})

test('whoever declares a subject declares no other client; a text to be filled is looked at when it is filled', () => {
  const clients = [
    { id: 'a', claims: { sub: 'a' } },
    { id: 'b', claims: { sub: 'a' } },
    { id: 'c', claims: { sub: '${a}' } },
    { id: 'd', claims: { sub: 'person' } },
  ]
  expect(faultsBetween(clients, [{ id: '@', claims: { sub: 'c' } }, { id: '@demo' }])).toEqual([
    'b.claims.sub  is another client or a process, or looks like one: a token never speaks for it',
    '@.claims.sub  is another client or a process, or looks like one: a token never speaks for it',
  ])
})

test('every fault is named, with what to write', () => {
  const clients = [
    { id: 'a', audience: 'urn:x', audiences: ['urn:x', 'b', 'c'] },
    { id: 'b', audience: 'urn:x' },
    { id: 'c', audience: 'd', audiences: ['a'] },
    { id: 'd' },
  ]
  expect(faultsBetween(clients)).toEqual([
    'a.audiences.1  is a client whose audience is another one: write urn:x',
    'a.audiences.2  is a client whose audience is another one: write d',
    'b.audience  is that of a, too: each needs one of its own',
    'c.audience  is the id of another client',
    'c.audiences.0  is a client whose audience is another one: write urn:x',
  ])
})
