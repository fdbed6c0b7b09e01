import { describe, expect, test } from 'vitest'
import { notNow } from './not-now.ts'
import type { PeerAnswer } from './peer.ts'

const answer = (status: number, body: unknown, headers: PeerAnswer['headers'] = {}): PeerAnswer => ({
  status,
  body,
  type: 'application/problem+json',
  headers,
})
const told = (...asked: Parameters<typeof answer>) => notNow('jwt-factory', answer(...asked))

test.each([
  ['too-many-keys', 429, { type: 'urn:jwt-sandbox:problem:too-many-keys', detail: 'There are 100.' }],
  ['too-many-requests', 429, { type: 'about:blank', detail: 'There are 100.' }],
  ['too-many-requests', 429, { error: 'temporarily_unavailable', error_description: 'There are 100.' }],
  ['cannot-decide', 503, { type: 'urn:jwt-sandbox:problem:cannot-decide', detail: 'There are 100.' }],
  ['cannot-decide', 503, { error: 'temporarily_unavailable', error_description: 'There are 100.' }],
])('a bound or an outage is passed on as it was said: %s, %i', (type, status, body) => {
  const problem = told(status, body, { 'retry-after': '17' })
  expect(problem).toMatchObject({ type, status, detail: 'There are 100.', headers: { 'retry-after': '17' } })
  expect(problem?.members).toEqual({ peer: 'jwt-factory' })
})

describe('what is not said by the peer is not said by us', () => {
  test.each(['soon', '-1', '1.5', 'Wed, 21 Oct 2026 07:28:00 GMT', '9'.repeat(10), undefined])(
    'when to come again: %s',
    (later) => {
      const headers = later === undefined ? {} : { 'retry-after': later }
      expect(told(429, { detail: 'x' }, headers)?.headers).toEqual({})
    },
  )

  test('a token, or more than anybody reads', () => {
    const token = `eyJhbGciOiJFUzI1NiJ9.${'x'.repeat(500)}.y`
    expect(told(503, { detail: token })?.detail).toMatch(/^jwt:[\da-f]{8}$/)
    expect(told(503, { detail: 'x'.repeat(5000) })?.detail).toHaveLength(300)
  })
})

test('whom the peer could not ask is named in its place, if there is such a process', () => {
  expect(told(503, { detail: 'x', peer: 'servicec' })?.members).toEqual({ peer: 'servicec' })
  expect(told(503, { detail: 'x', peer: 'somebody' })?.members).toEqual({ peer: 'jwt-factory' })
})

test.each([
  [500, { detail: 'x' }],
  [502, { detail: 'x' }],
  [404, { detail: 'x' }],
  [200, { detail: 'x' }],
  [429, '<h1>Too Many Requests</h1>'],
  [503, { valid: true }],
  [429, null],
  [429, ['x']],
])('any other answer is none of this: %i %j', (status, body) => {
  expect(told(status, body)).toBeUndefined()
})
