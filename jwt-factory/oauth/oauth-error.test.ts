import { expect, test } from 'vitest'
import { OAuthError } from './oauth-error.ts'

test('a description has only characters that RFC 6749 §5.2 allows, whatever somebody writes into it', () => {
  expect(new OAuthError('invalid_request', 'a "b" \\ c\r\nd é').detail).toBe("a 'b' ' c''d '")
})

test('every 401 says how to authenticate (RFC 9110 §15.5.2); other errors do not', () => {
  expect(new OAuthError('invalid_client', 'x')).toMatchObject({
    status: 401,
    headers: { 'www-authenticate': expect.stringMatching(/^Basic /) },
  })
  expect(new OAuthError('invalid_grant', 'x')).toMatchObject({ status: 400, headers: {} })
})
