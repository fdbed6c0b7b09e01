import type { Request } from 'express'
import { expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { openContext } from '#core/http/context'
import { createTraces } from '#core/trace/recorder'
import { OAuthError, oauthShape } from './oauth-error.ts'

test('a description has only characters that RFC 6749 §5.2 allows, whatever somebody writes into it', () => {
  expect(new OAuthError('invalid_request', 'a "b" \\ c\r\nd é').detail).toBe("a 'b' ' c''d '")
})

const clock = manualClock(0)

/** As much of a request as the shape of an error looks at. */
function asked(originalUrl: string, headers: Record<string, string> = {}): Request {
  const request = { originalUrl, headers } as unknown as Request // all that is used of it
  openContext(request, createTraces('jwt-factory', clock), clock)
  return request
}

test('a 401 challenges whoever has sent the header Authorization, and nobody else (RFC 6749 §5.2)', () => {
  const refused = new OAuthError('invalid_client', 'a "b"')
  expect(oauthShape(refused, asked('/token', { authorization: 'Basic eDp5' })).headers).toMatchObject({
    'www-authenticate':
      'Basic realm="jwt-factory", charset="UTF-8", error="invalid_client", error_description="a \'b\'"',
  })
  expect(oauthShape(refused, asked('/token')).headers).not.toHaveProperty('www-authenticate')
  const other = new OAuthError('invalid_grant', 'x')
  expect(oauthShape(other, asked('/token', { authorization: 'Basic eDp5' })).headers).not.toHaveProperty(
    'www-authenticate',
  )
})

test('the log of a refusal does not repeat what somebody wrote into the address', () => {
  const secret = `eyJ${'x'.repeat(200)}`
  const { log } = oauthShape(new OAuthError('invalid_request', 'x'), asked(`/issuers/${secret}/token?a=1`))
  expect(JSON.stringify(log)).not.toContain('x'.repeat(65))
  expect(log?.fields).toMatchObject({ path: expect.stringMatching(/^\/issuers\/.{1,80}\/token$/) })
})
