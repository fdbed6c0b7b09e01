import { describe, expect, test } from 'vitest'
import { Problem } from '#core/http/problem'
import { isTokenRefused, readAnswer } from './read-answer.ts'
import { json, reply } from '../test-service.ts'

function problemOf(act: () => unknown): Problem {
  try {
    act()
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
  return expect.fail('there was no problem')
}

test('a good verdict is the answer', () => {
  const body = { valid: true, claims: { sub: 'servicea' } }
  expect(readAnswer('serviceb', json(200, body))).toBe(body)
})

test('a refusal is the answer too', () => {
  const body = { message: 'invalid token', valid: false, reason: 'expired', claims: {} }
  expect(readAnswer('serviceb', json(401, body))).toBe(body)
})

describe('what is no verdict is a problem that names the callee', () => {
  test.each([
    ['a page', reply(200, 'text/html', '<h1>valid</h1>')],
    ['an empty body', reply(200, '', '')],
    ['an error', json(500, { valid: true })],
    ['a yes that is no boolean', json(200, { valid: 'true' })],
    ['a no with status 200', json(200, { valid: false, message: 'x' })],
    ['a yes of another content type', { ...json(200, { valid: true }), type: 'application/problem+json' }],
    ['a list', json(200, [])],
    ['nothing', json(200, null)],
    ['a refusal without a message', json(401, {})],
    ['a redirect', json(302, {})],
  ])('%s', (_name, answer) => {
    const { type, status, detail, members } = problemOf(() => readAnswer('serviceb', answer))
    expect({ type, status, members }).toEqual({ type: 'peer-garbled', status: 502, members: { peer: 'serviceb' } })
    expect(detail).toContain('serviceb')
  })
})

test('a callee that cannot decide says why, and so do we', () => {
  const detailed = 'jwt-factory cannot be reached.'
  const answer = reply(503, 'application/problem+json', { detail: detailed })
  const { type, status, detail } = problemOf(() => readAnswer('serviceb', answer))
  expect({ type, status, detail }).toEqual({ type: 'cannot-decide', status: 503, detail: detailed })
})

test.each(['peer-unreachable', 'peer-garbled', 'peer-timeout'] as const)(
  'what a callee says of those that it called is passed on: %s',
  (said) => {
    const status = said === 'peer-timeout' ? 504 : 502
    const body = { type: `urn:jwt-sandbox:problem:${said}`, detail: 'servicec: so it was.', peer: 'servicec' }
    const { type, status: ours, detail, members } = problemOf(() => readAnswer('serviceb', json(status, body)))
    expect({ type, ours, detail, members }).toEqual({
      type: said,
      ours: status,
      detail: body.detail,
      members: { peer: 'servicec' },
    })
  },
)

test('what a callee says is cut, however long it is', () => {
  const answer = reply(503, 'application/json', { detail: 'x'.repeat(5000) })
  expect(problemOf(() => readAnswer('serviceb', answer)).detail).toHaveLength(300)
})

const answered = (status: number, challenges?: string) =>
  isTokenRefused({ ...json(status, {}), headers: challenges === undefined ? {} : { 'www-authenticate': challenges } })

test.each([
  'Bearer error="invalid_token"',
  'Bearer realm="b", error="invalid_token", error_description="expired"',
  'bearer ERROR=invalid_token',
  'Basic realm="a, b", Bearer realm="c" , error = "invalid_token"',
  'Basic YWJj==, Bearer error="invalid_token"',
])('a token was refused when the challenge says so (RFC 6750 §3.1): %s', (challenges) => {
  expect(answered(401, challenges)).toBe(true)
  expect(answered(403, challenges)).toBe(false)
  expect(answered(200, challenges)).toBe(false)
})

test.each([
  undefined,
  '',
  'Bearer',
  'Bearer realm="b"',
  'Bearer realm="b", error="invalid_request"',
  'Bearer realm="b", error="insufficient_scope"',
  'Bearer realm="error=invalid_token"',
  'Bearer realm="\\", error=\\"invalid_token"',
  'Bearer error_description="invalid_token"',
  'DPoP error="invalid_token"',
  'Bearer realm="b", DPoP error="invalid_token"',
])('any other 401 says nothing about the token: %s', (challenges) => {
  expect(answered(401, challenges)).toBe(false)
})
