import type { Request } from 'express'
import { expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { openContext } from '#core/http/context'
import { createTraces } from '#core/trace/recorder'
import { OAuthError, oauthShape } from './oauth-error.ts'

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

test('the log of a refusal does not repeat what somebody wrote into the address', () => {
  const secret = `eyJ${'x'.repeat(200)}`
  const asked = { originalUrl: `/issuers/${secret}/token?a=1`, headers: {} } as unknown as Request // all that is used of it
  const clock = manualClock(0)
  openContext(asked, createTraces('jwt-factory', clock), clock)
  const { log } = oauthShape(new OAuthError('invalid_request', 'x'), asked)
  expect(JSON.stringify(log)).not.toContain('x'.repeat(65))
  expect(log?.fields).toMatchObject({ path: expect.stringMatching(/^\/issuers\/.{1,80}\/token$/) })
})
