import { expect, test } from 'vitest'
import { readHeard, type Heard } from './hear-door.ts'
import { kindOfCell, shouldBelieve, type Due } from './should-believe.ts'
import type { CellKind, MatrixDoor, MatrixToken } from './token-matrix.ts'

const token: MatrixToken = {
  id: 't1',
  name: 'A → B access',
  kind: 'access',
  owner: 'servicea',
  audience: ['serviceb'],
  scenarios: [7],
  isRevoked: false,
}
const door: MatrixDoor = {
  id: 'B7',
  service: 'serviceb',
  route: 'GET /scenario7-server',
  scenario: 7,
  kinds: ['access'],
  audience: 'serviceb',
  knowsRevoked: false,
}
const { audience: _audience, ...forNobody } = door
const relayToken = { kind: 'relay', audience: ['relay'], endpoints: ['serviceb'] } as const
const relay: MatrixDoor = { ...door, kinds: ['relay'], audience: 'relay', endpoint: 'serviceb' }
const own: MatrixDoor = { ...door, isOwnService: true }
const lenient: MatrixDoor = { ...relay, lessons: { 'no-endpoint': 14, expired: 13 } }

test.each<[about: string, token: Partial<MatrixToken>, door: MatrixDoor, due: Due]>([
  ['its kind, for it', {}, door, { isDue: true }],
  ['one of several audiences', { audience: ['servicec', 'serviceb'] }, door, { isDue: true }],
  ['for another', { audience: ['servicec'] }, door, { isDue: false }],
  ['for nobody', { audience: [] }, door, { isDue: false }],
  ['of another kind', { kind: 'plain' }, door, { isDue: false }],
  ['for somebody, where tokens name nobody', {}, forNobody, { isDue: false }],
  ['for nobody, where tokens name nobody', { audience: [] }, forNobody, { isDue: true }],
  ['revoked, and the door asks', { isRevoked: true }, { ...door, knowsRevoked: true }, { isDue: false }],
  ['revoked, and the door does not ask', { isRevoked: true }, door, { isDue: false, lesson: 10 }],
  ['revoked, and nobody knows it but the gateway', { isRevoked: true, flaw: 'forged' }, door, { isDue: false }],
  ['expired', { flaw: 'expired' }, door, { isDue: false }],
  ['expired, where that is a lesson', { ...relayToken, flaw: 'expired' }, lenient, { isDue: false, lesson: 13 }],
  ['tampered, where another flaw is a lesson', { ...relayToken, flaw: 'tampered' }, lenient, { isDue: false }],
  ['expired, and of another kind than that of the lesson', { flaw: 'expired' }, lenient, { isDue: false }],
  ['for the endpoint', relayToken, relay, { isDue: true }],
  ['for another endpoint', { ...relayToken, endpoints: ['servicec'] }, lenient, { isDue: false }],
  ['for no endpoint', { ...relayToken, endpoints: [] }, relay, { isDue: false }],
  ['for no endpoint, where that is a lesson', { ...relayToken, endpoints: [] }, lenient, { isDue: false, lesson: 14 }],
  ['for somebody else, where only its issuer asks', {}, { ...forNobody, isForAnybody: true }, { isDue: true }],
  ['with the right', { rights: 'r,w' }, { ...door, right: 'w' }, { isDue: true }],
  ['for an own service', {}, own, { isDue: false, open: 'trust' }],
  ['for an own service, of an issuer of another scenario', { kind: 'plain' }, own, { isDue: false, open: 'trust' }],
  ['for others, at an own service', { audience: ['servicec'] }, own, { isDue: false }],
  ['for nobody, at an own service', { audience: [] }, own, { isDue: false }],
  ['expired, for an own service', { flaw: 'expired' }, own, { isDue: false }],
  ['forged, for an own service', { flaw: 'forged' }, own, { isDue: false }],
  ['revoked, for an own service', { isRevoked: true }, own, { isDue: false, lesson: 10 }],
  ['of a withdrawn key, for an own service', { flaw: 'withdrawn-key' }, own, { isDue: false, open: 'kept-keys' }],
  ['without the right, for an own service', { rights: 'r' }, { ...own, right: 'w' }, { isDue: false, open: 'rights' }],
  ['without the right', { rights: 'r' }, { ...door, right: 'w' }, { isDue: false }],
])('%s', (_about, change, at, due) => {
  expect(shouldBelieve({ ...token, ...change }, at)).toEqual(due)
})

test.each<[Parameters<typeof kindOfCell>[0], Due, CellKind]>([
  ['believed', { isDue: true }, 'right'],
  ['believed', { isDue: false }, 'leak'],
  ['believed', { isDue: false, lesson: 10 }, 'lesson'],
  ['refused', { isDue: true }, 'missed'],
  ['refused', { isDue: false }, 'refused'],
  ['used', { isDue: true }, 'used'],
  ['used', { isDue: false }, 'refused'],
  ['unknown', { isDue: true }, 'unknown'],
  ['believed', { isDue: false, open: 'trust' }, 'right'],
  ['refused', { isDue: false, open: 'trust' }, 'unknown'],
  ['believed', { isDue: false, open: 'kept-keys' }, 'unknown'],
  ['refused', { isDue: false, open: 'kept-keys' }, 'refused'],
])('%s, due %j: %s', (said, due, kind) => {
  expect(kindOfCell(said, due)).toBe(kind)
})

const good: Heard = { status: 200, body: { valid: true } }
const bad: Heard = { status: 401, body: { valid: false } }
test.each<[about: string, heard: Heard, none: Heard, said: string]>([
  ['like the good one', good, bad, 'believed'],
  ['like the bad ones', bad, bad, 'refused'],
  ['good for one use', { status: 401, body: { reason: 'replayed' } }, bad, 'used'],
  ['200, and unlike the good one', { status: 200, body: { valid: false } }, bad, 'unknown'],
  ['an error of the door', { status: 500, body: {} }, bad, 'unknown'],
  ['no answer', { failure: 'it did not answer in time' }, bad, 'unknown'],
  ['where whoever has no token is let in', good, good, 'unknown'],
])('an answer %s', (_about, heard, none, said) => {
  expect(readHeard(heard, { none, garbage: bad, good })).toBe(said)
})
