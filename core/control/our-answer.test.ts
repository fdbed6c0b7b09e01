import { expect, test } from 'vitest'
import { isOurAnswer, isOurEvent } from './our-answer.ts'

const clock = { moved: false, now: '2026-01-01T00:00:00.000Z', aheadMs: 0, speed: 1, skewMs: 0 }
const state = { set: [], clock, faults: [] }
const step = { id: 'a', who: 'servicea', verb: 'plays', what: 'scenario 1', sentence: 'It plays.', ms: 0 }
const rings = {
  now: 1,
  policy: { publishAhead: 1, keepAfter: 1 },
  count: 1,
  rings: [{ ringId: 'a', keys: [{ kid: 'k', algorithm: 'ES256', state: 'active', since: 1 }], leftOut: 0 }],
}
const request = { at: clock.now, on: 'hello', method: 'GET', path: '/hello', traceId: 'a' }
const key = { kid: 'k', algorithm: 'ES256', state: 'approved', since: 1, publishedAt: 1 }
const registry = {
  now: 1,
  approval: 'first',
  graceSeconds: 1,
  count: 1,
  pending: 0,
  services: [{ service: 'orders', keys: [key] }],
}
const client = {
  id: 'a',
  audience: 'a',
  proves: [],
  secrets: 0,
  audiences: [],
  scopes: [],
  trustedIssuers: [],
  lifetime: 1,
}
const clients = { count: 1, clients: [client], removed: [], issuers: [{ name: '@', url: 'https://x', keys: 1 }] }
const recordings = [{ parentId: 'b', steps: [step] }]
const tokens = [{ who: 'servicea', what: 'a token', token: 'a.b.c' }]

const TRUE: [string, unknown][] = [
  ['GET /control', { ...state, routes: {}, on: ['hello'] }],
  ['POST /control/reset', state],
  ['PUT /control/clock', { ...state, advanced: { tasks: 1, isCut: false } }],
  ['GET /control/requests?on=hello', { count: 1, requests: [request] }],
  ['GET /control/rings?like=a', rings],
  ['GET /control/registry?like=', registry],
  ['GET /control/clients', clients],
  ['GET /traces/abc', recordings],
  ['GET /traces/abc/tokens', tokens],
  ['GET /signer/traces/abc', recordings],
  ['GET /signer/traces/abc/tokens', tokens],
  ['GET /verifier/traces/abc', recordings],
]

const answered = (operation: string, body: unknown, status = 200) => {
  const [method = '', path = ''] = operation.split(' ')
  return { method, path, status, body }
}

test.each(TRUE)('%s: what our processes say is taken', (operation, body) => {
  expect(isOurAnswer(answered(operation, body))).toBe(true)
})

/** Of another kind than the value, which no reader can use in its place. */
const otherKinds = (value: unknown) => [null, 5, 'x', true, [], {}].filter((odd) => kindOf(odd) !== kindOf(value))
const kindOf = (value: unknown) => (value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value)

/** The value with one of its members, at any depth, taken away or made something else. */
function* spoilt(value: unknown): Generator<unknown> {
  yield* otherKinds(value)
  if (Array.isArray(value)) {
    for (const [at, member] of value.entries()) for (const odd of spoilt(member)) yield value.with(at, odd)
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      for (const odd of spoilt(member)) yield { ...value, [name]: odd }
      if (!MAY_BE_MISSING.has(name)) yield Object.fromEntries(Object.entries(value).filter(([each]) => each !== name))
    }
  }
}

const MAY_BE_MISSING = new Set(['advanced', 'parentId'])

test.each(TRUE)('%s: what is spoilt in any place is not', (operation, body) => {
  for (const odd of spoilt(body)) expect([isOurAnswer(answered(operation, odd)), odd]).toEqual([false, odd])
})

test('a date that no calendar has, an unknown verb and more recordings than there can be are not taken', () => {
  expect(isOurAnswer(answered('GET /control/rings', { ...rings, now: 1e300 }))).toBe(false)
  expect(isOurAnswer(answered('GET /traces/a', [{ steps: [{ ...step, verb: 'constructor' }] }]))).toBe(false)
  expect(
    isOurAnswer(
      answered(
        'GET /traces/a',
        Array.from({ length: 51 }, () => ({ steps: [] })),
      ),
    ),
  ).toBe(false)
})

test("what is not known here is nobody's to judge, and a status that the operation does not have is none of ours", () => {
  expect(isOurAnswer(answered('GET /scenario1', 5))).toBe(true)
  expect(isOurAnswer(answered('GET /control/requests', { count: 0, requests: [] }, 204))).toBe(false)
})

const told = { set: [], clock: { isMoved: false, now: 1, ahead: 0, speed: 1, skew: 0 } }
const play = {
  traceId: 'a'.repeat(32),
  scenario: 1,
  caller: 'servicea',
  query: '',
  startedAt: 1,
  tookMs: 1,
  status: 200,
}

test.each([
  ['state', told],
  ['play', play],
])('an event %s is one of ours, and spoilt in any place it is none', (event, data) => {
  expect(isOurEvent({ event, data })).toBe(true)
  for (const odd of spoilt(data)) expect([isOurEvent({ event, data: odd }), odd]).toEqual([false, odd])
})
