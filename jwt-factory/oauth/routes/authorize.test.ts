import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestIssuer, type TestIssuer } from '../../test-issuer.ts'

let factory: TestIssuer
beforeAll(async () => {
  factory = await openTestIssuer()
})
afterAll(() => factory.close())

test.each([
  ['', 400, 'invalid_request'],
  ['?response_type=', 400, 'invalid_request'],
  ['?response_type=none&response_type=none', 400, 'invalid_request'],
  ['?response_type=code&client_id=servicea', 400, 'unsupported_response_type'],
  ['?response_type=id_token%20token', 400, 'unsupported_response_type'],
  ['?response_type=none', 403, 'access_denied'],
])('nobody logs in at /authorize%s: %d %s (RFC 6749 §4.1.2.1)', async (query, status, error) => {
  for (const issuer of ['', '/issuers/near']) {
    const answer = await factory.http.get(`${issuer}/authorize${query}`).expect(status)
    expect(answer.body).toEqual({ error, error_description: expect.any(String) })
  }
})

test('no redirect URI is followed, for none is registered (§3.1.2.4), and none is repeated', async () => {
  const query = '?response_type=none&redirect_uri=https://evil.test/&state=x'
  const { headers, text } = await factory.http.get(`/authorize${query}`).expect(403)
  expect(headers).not.toHaveProperty('location')
  expect(text).not.toContain('evil')
})

test('an issuer that was never used gets no key by it', async () => {
  await factory.http.get('/issuers/unused/authorize?response_type=none').expect(403)
  expect(factory.rings.ids()).not.toContain('@unused')
})
