import { afterEach, describe, expect, test } from 'vitest'
import { openTestSidecars, type TestSidecarOptions, type TestSidecars } from './sidecars.fixture.ts'

let opened: TestSidecars | undefined
const open = async (options?: TestSidecarOptions) => (opened = await openTestSidecars(options))
afterEach(() => opened?.close())

describe('signer and verifier together', () => {
  test('a plain client reaches a plain service, and neither ever sees a token', async () => {
    const { throughSigner, upstream, logs } = await open()
    const answer = await throughSigner('/orders?page=2', {
      method: 'POST',
      body: 'hello',
      headers: { 'x-own': 'kept' },
    })
    expect(answer).toMatchObject({ status: 200, body: 'the upstream' })
    expect(JSON.stringify(answer.headers)).not.toMatch(/ey[\w-]+\./)
    const [seen] = upstream.seen
    expect(seen).toMatchObject({ method: 'POST', url: '/orders?page=2', body: 'hello' })
    expect(seen?.headers).not.toHaveProperty('authorization')
    expect(seen?.headers).toMatchObject({ 'x-own': 'kept', 'x-verified-issuer': 'service-a' })
    expect(JSON.parse(decodeURIComponent(String(seen?.headers['x-verified-claims'])))).toMatchObject({
      iss: 'service-a',
    })
    expect(logs.join('')).not.toMatch(/ey[\w-]+\.[\w-]+/)
  })

  test('without the signer there is no token, and the verifier says so as RFC 6750 wants it', async () => {
    const { toVerifier, upstream } = await open()
    const answer = await toVerifier('/orders')
    expect(answer.status).toBe(401)
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer /)
    expect(JSON.parse(answer.body)).toMatchObject({ reason: 'no-credentials' })
    expect(upstream.seen).toEqual([])
  })

  test('what a client says of its identity never goes on, in whatever spelling', async () => {
    const { throughSigner, upstream } = await open()
    const headers = { 'X-Verified-Issuer': 'admin', x_verified_issuer: 'admin', 'X-VERIFIED-Whatever': 'admin' }
    expect((await throughSigner('/', { headers })).status).toBe(200)
    expect(upstream.seen[0]?.rawHeaders.join('\n')).not.toContain('admin')
  })
})
