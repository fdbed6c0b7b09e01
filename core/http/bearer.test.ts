import type { IncomingMessage } from 'node:http'
import { describe, expect, test } from 'vitest'
import { readBearer, challenge } from './bearer.ts'
import { Problem } from './problem.ts'
import { TITLES } from '../token/rejection.ts'

/** All that is read of a request. */
const requestWith = (values: string[], url = '/') =>
  ({ rawHeaders: ['Host', 'x', ...values.flatMap((value) => ['Authorization', value])], url }) as IncomingMessage

const read = (...values: string[]) => readBearer(requestWith(values), 'serviceb')

test.each(['Bearer abc', 'bearer abc', 'BEARER abc', 'Bearer  abc', 'Bearer    abc'])('%j holds the token', (value) => {
  expect(read(value)).toBe('abc')
})

test('what stands behind the scheme is not looked at', () => {
  expect(read('Bearer a b,c=d ')).toBe('a b,c=d ')
})

test('the name of the header ignores case', () => {
  const request = { rawHeaders: ['aUTHORIZATION', 'Bearer abc'], url: '/' } as IncomingMessage // all that is read of it
  expect(readBearer(request, 'serviceb')).toBe('abc')
})

describe('there is no token', () => {
  test('without the header', () => expect(read()).toBeUndefined())

  test.each(['', 'Bearer', 'Bearer ', 'Bearer   ', 'Basic dTpw', 'Bearerabc', 'Bearer-x abc', 'DPoP abc'])(
    'in %j',
    (value) => expect(read(value)).toBeUndefined(),
  )

  test('in the query, for that place is not supported', () => {
    expect(readBearer(requestWith([], '/?access_token=abc'), 'serviceb')).toBeUndefined()
  })
})

function problemOf(act: () => unknown): Problem {
  try {
    act()
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
  return expect.fail('there was no problem')
}

describe('credentials that nobody can read', () => {
  test.each([
    ['two headers', () => read('Bearer abc', 'Bearer abc')],
    ['two headers of which one is of another scheme', () => read('Basic dTpw', 'Bearer abc')],
    ['a tab behind the scheme', () => read('Bearer\tabc')],
    ['a no-break space behind the scheme', () => read('Bearer\u00a0abc')],
    ['a colon behind the scheme', () => read('Bearer:abc')],
    [
      'a second token in the query',
      () => readBearer(requestWith(['Bearer abc'], '/x?a=1&access_token=abc'), 'serviceb'),
    ],
  ])('%s', (_name, act) => {
    const { type, status, headers, message } = problemOf(act)
    expect({ type, status }).toEqual({ type: 'invalid-request', status: 400 })
    expect(headers['www-authenticate']).toMatch(
      /^Bearer realm="serviceb", error="invalid_request", error_description="/,
    )
    expect(message).not.toContain('abc')
  })
})

test('without an error it is bare', () => {
  expect(challenge('serviceb')).toBe('Bearer realm="serviceb"')
})

test('an error and its description are added', () => {
  expect(challenge('serviceb', 'invalid_token', 'The token has expired')).toBe(
    'Bearer realm="serviceb", error="invalid_token", error_description="The token has expired"',
  )
})

test('what may not stand in it is left out', () => {
  expect(challenge('b"\r\nset-cookie: x', 'invalid_request', 'a\\b"c\u00e4\u0000')).toBe(
    'Bearer realm="bset-cookie: x", error="invalid_request", error_description="abc"',
  )
})

test('every title of a refusal may stand in it as it is', () => {
  for (const title of Object.values(TITLES)) expect(challenge('b', 'invalid_token', title)).toContain(`"${title}"`)
})
