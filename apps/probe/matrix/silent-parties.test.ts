import { expect, test } from 'vitest'
import { createBoundedKnocker } from './bounded-knocker.ts'
import type { KnownDoor } from './doors.ts'
import type { Heard } from './hear-door.ts'
import { cellOf } from './matrix-cells.ts'
import type { SeenToken } from './seen-token.ts'
import { silentParties } from './silent-parties.ts'

const doorOf = (service: string, id = `${service}1`): KnownDoor =>
  ({ id, service, route: 'GET /', scenario: 7, kinds: ['access'], knowsRevoked: false, at: { port: 1 }, path: '/' }) // prettier-ignore
const token: SeenToken = { id: 't1', name: 'A → B', kind: 'access', owner: 'servicea', audience: [], scenarios: [7], isRevoked: false, raw: '', expires: Infinity } // prettier-ignore

const yes: Heard = { status: 200, body: {} }
const no: Heard = { status: 401, body: {} }
const nothing: Heard = { failure: 'nobody listens there' }

test('a party is silent where no door of it answers', () => {
  const doors = [doorOf('b'), doorOf('c', 'c1'), doorOf('c', 'c2')]
  const heard = (second: Heard) =>
    new Map([['b1', { none: no, garbage: no }], ['c1', { none: nothing, garbage: nothing }], ['c2', { none: second, garbage: nothing }]]) // prettier-ignore
  expect(silentParties(doors, heard(nothing), new Map())).toEqual(new Map([['c', 'nobody listens there']]))
  expect(silentParties(doors, heard(no), new Map())).toEqual(new Map())
  expect(silentParties(doors, new Map(), new Map([['b', 'gone']]))).toEqual(new Map([['b', 'gone']]))
})

test('who gives no answer is asked four times, and others go on', async () => {
  const asked: string[] = []
  const gaveUp = new Map<string, string>()
  const show = async ({ service }: KnownDoor) => {
    asked.push(service)
    return service === 'mute' || (service === 'shaky' && asked.length % 2 === 0) ? nothing : no
  }
  const knocker = createBoundedKnocker({ show, close: async () => {} }, gaveUp)
  for (let times = 0; times < 9; times++)
    for (const service of ['mute', 'shaky', 'well']) await knocker.show(doorOf(service), undefined)
  expect(asked.filter((service) => service === 'mute')).toHaveLength(4)
  expect(asked.filter((service) => service === 'shaky')).toHaveLength(9)
  expect(gaveUp).toEqual(new Map([['mute', 'nobody listens there']]))
  expect(await knocker.show(doorOf('mute'), undefined)).toEqual(nothing)
})

test.for([
  ['none and garbage', yes, yes, undefined, 'open', 'lets everybody in'],
  ['none alone', yes, no, undefined, 'open', 'whoever has no token'],
  ['garbage alone', no, yes, undefined, 'open', 'whoever shows garbage as a token'],
  ['everybody, as its settings say', yes, yes, 'anonymous', 'unknown', 'as it is told to (anonymous)'],
  ['nobody', no, no, undefined, 'leak', 'who steals'],
  ['nobody, by its word alone', { status: 200, body: { valid: false } }, no, undefined, 'unknown', 'says 200'],
] as const)('a door that lets in %s', ([, none, garbage, why, kind, words]) => {
  const door = { ...doorOf('c'), audience: 'c', ...(why !== undefined && { letsEverybodyIn: why }) }
  const parts = { token, door, controls: { none, garbage }, silent: undefined, isOver: false }
  expect(cellOf({ ...parts, answer: yes })).toMatchObject({ kind, sentence: expect.stringContaining(words) })
})

test.each([
  ['that it must not believe', { audience: 'c' }],
  ['that is for it', { audience: 'a' }],
])('a refusal after the end of a token %s says nothing', (_what, more) => {
  const door = { ...doorOf('c'), ...more }
  const parts = { token: { ...token, audience: ['a'] }, door, controls: { none: no, garbage: no }, answer: no, silent: undefined } // prettier-ignore
  expect(cellOf({ ...parts, isOver: false }).kind).toBe(more.audience === 'a' ? 'missed' : 'refused')
  expect(cellOf({ ...parts, isOver: true })).toMatchObject({ kind: 'unknown', sentence: expect.stringContaining('expired before all doors had seen it') }) // prettier-ignore
  expect(cellOf({ ...parts, isOver: true, answer: yes }).kind).toBe(more.audience === 'a' ? 'right' : 'leak')
})

test('what was not asked is told as that, and what was answered before silence came counts', () => {
  const parts = { token, door: { ...doorOf('c'), audience: 'c' }, controls: { none: no, garbage: no }, isOver: false }
  expect(cellOf({ ...parts, answer: undefined, silent: undefined }).kind).toBe('unasked')
  expect(cellOf({ ...parts, answer: nothing, silent: 'gone' })).toMatchObject({ kind: 'unknown', sentence: 'c gave no answer: gone' }) // prettier-ignore
  expect(cellOf({ ...parts, answer: yes, silent: 'gone' }).kind).toBe('leak')
})
