import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { basic, openTestIssuer, type TestIssuer } from './test-issuer.ts'

let open: TestIssuer
let strict: TestIssuer
beforeAll(async () => {
  open = await openTestIssuer({ env: { OPEN: '1', ALLOWED_HOSTS: 'proxy.test' } })
  strict = await openTestIssuer({ env: { ALLOWED_HOSTS: 'proxy.test' } })
})
afterAll(() => Promise.all([open.close(), strict.close()]))

const CC = { grant_type: 'client_credentials' }
const ask = (factory: TestIssuer, headers: Record<string, string>) =>
  factory.post('/token', CC).set({ authorization: basic('servicea'), ...headers })

/** What the proxies of the field add, or leave as it came. */
const PASSED_ON: [what: string, headers: Record<string, string>][] = [
  ['X-Forwarded-For', { 'x-forwarded-for': '203.0.113.7' }],
  ['X-Forwarded-For, of this machine', { 'x-forwarded-for': '127.0.0.1' }],
  ['X-Forwarded-Host', { 'x-forwarded-host': 'issuer.example' }],
  ['X-Forwarded-Proto', { 'x-forwarded-proto': 'https' }],
  ['Forwarded (RFC 7239)', { forwarded: 'for=203.0.113.7' }],
  ['Via (RFC 9110 §7.6.3)', { via: '1.1 proxy' }],
  ['X-Real-IP', { 'x-real-ip': '203.0.113.7' }],
  ['a Host that is another address', { host: '203.0.113.7' }],
  ['a Host that ALLOWED_HOSTS has', { host: 'proxy.test' }],
  ['a Host that is a process', { host: 'jwt-factory:5443' }],
]

describe('what a proxy on this machine passes on from elsewhere', () => {
  test.each(PASSED_ON)('is refused with OPEN=1: %s', async (_what, headers) => {
    const { status, body } = await ask(open, headers)
    expect([status, body.error]).toEqual([403, 'invalid_request'])
    expect(body.error_description).toMatch(/^With OPEN=1 the issuer answers programs of this machine alone: .*proxy/)
  })

  test.each(PASSED_ON)('is answered without it: %s', async (_what, headers) => {
    await ask(strict, headers).expect(200)
  })

  test('is refused at every address, also where there is nothing', async () => {
    for (const path of ['/', '/healthz', '/jwks', '/.well-known/openid-configuration', '/keys/servicea', '/nothing']) {
      const { status, body } = await open.http.get(path).set('via', '1.1 proxy')
      expect([path, status, body.type]).toEqual([path, 403, 'urn:jwt-sandbox:problem:local-only'])
    }
  })
})

test.each([
  'localhost:5555',
  'issuer.localhost',
  '127.0.0.1',
  '127.1.2.3:1',
  '[::1]:5555',
  'factory.test',
  'FACTORY.test:80',
])('with OPEN=1 programs of this machine are answered at %s', async (host) => {
  await ask(open, { host }).expect(200)
})
