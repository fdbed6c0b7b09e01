import { expect, test } from 'vitest'
import { TITLES } from '../token/rejection.ts'
import { challenge } from './challenge.ts'

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
