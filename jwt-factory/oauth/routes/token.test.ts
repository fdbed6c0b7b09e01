import { Buffer } from 'node:buffer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Store } from '#core/store/store'
import { StoreUnavailable } from '#core/store/store'
import { createMemoryStore } from '#core/store/memory-store'
import { manualClock } from '#core/clock'
import { assertion, assertionForm, basic, decode, openTestIssuer, secretOf } from '../../test-issuer.ts'
import type { TestIssuer } from '../../test-issuer.ts'

let factory: TestIssuer
beforeAll(async () => {
  factory = await openTestIssuer()
})
afterAll(() => factory.close())

const down = () => Promise.reject(new StoreUnavailable('away'))
const GRANT = 'grant_type=client_credentials'

describe('the request (RFC 6749 §3.2)', () => {
  test.each(['get', 'head', 'put', 'delete', 'patch'] as const)(
    '%s is no way to ask for a token (§3.2)',
    async (method) => {
      const { body, headers } = await factory.http[method]('/token').expect(405)
      expect(headers).toMatchObject({ allow: 'POST, OPTIONS' })
      if (method !== 'head') expect(body.error).toBe('invalid_request')
    },
  )

  test.each(['grant_type=client_credentials', 'scope=a&scope=b', 'unknown=1&unknown=2', 'scope=&scope=orders.read'])(
    'a parameter that appears twice is refused (§3.2): %s',
    async (twice) => {
      const { body } = await factory
        .post('/token', [...new URLSearchParams(`${GRANT}&${twice}`)], 'servicea')
        .expect(400)
      expect(body.error).toBe('invalid_request')
    },
  )

  test('unknown parameters are ignored, and empty ones are as good as absent (§3.2)', async () => {
    const form = { surprise: 'yes', scope: '', resource: '', audience: '', client_secret: '', client_assertion: '' }
    const { body } = await factory.ask('servicea', form).expect(200)
    expect(decode(body.access_token).claims.aud).toBe('serviceb')
    expect(body).not.toHaveProperty('scope')
  })

  test('an empty grant_type is a missing one (§3.2)', async () => {
    const { body } = await factory.post('/token', { grant_type: '' }, 'servicea').expect(400)
    expect(body).toEqual({ error: 'invalid_request', error_description: 'The parameter grant_type is required' })
  })

  test.each(['authorization_code', 'refresh_token', 'password', 'CLIENT_CREDENTIALS', 'constructor', '__proto__'])(
    'a grant type that nobody here knows is unsupported_grant_type (§5.2): %s',
    async (grant_type) => {
      const { body } = await factory.post('/token', { grant_type }, 'servicea').expect(400)
      expect(body.error).toBe('unsupported_grant_type')
    },
  )

  test.each([
    'application/json',
    'text/plain',
    'multipart/form-data',
    'application/x-www-form-urlencoded; charset=utf-16',
  ])('a body of another content type is refused (§4.4.2): %s', async (type) => {
    const text = type.includes('json') ? '{"grant_type":"client_credentials"}' : GRANT
    const test = factory.http.post('/token').set('authorization', basic('servicea')).set('content-type', type)
    const { body } = await test.serialize((text: string) => text).send(text)
    expect(body.error).toBe('invalid_request')
  })

  test.each([
    'application/x-www-form-urlencoded; charset=UTF-8',
    'Application/X-WWW-Form-URLencoded',
    'application/x-www-form-urlencoded;charset="utf-8"',
  ])('every spelling of the form content type is read: %s', async (type) => {
    const test = factory.http.post('/token').set('authorization', basic('servicea')).set('content-type', type)
    await test
      .serialize((text: string) => text)
      .send(GRANT)
      .expect(200)
  })

  test('a body beyond 100 kB is refused before it is read', async () => {
    const { body } = await factory.ask('servicea', { padding: 'x'.repeat(103_000) }).expect(413)
    expect(body.error).toBe('invalid_request')
  })

  test('a body that is not UTF-8 is refused', async () => {
    const test = factory.http.post('/token').set('authorization', basic('servicea')).type('form')
    const { body } = await test
      .serialize((bytes: Buffer) => bytes as never)
      .send(Buffer.from([0x61, 0x3d, 0xff]) as never)
    expect(body.error).toBe('invalid_request')
  })

  test.each(['client_secret', 'client_assertion', 'subject_token', 'assertion', 'token'])(
    '%s must not be in the address (§2.3.1)',
    async (name) => {
      const form = { grant_type: 'client_credentials', client_id: 'servicea' }
      const { body } = await factory
        .post(`/token?${name}=${encodeURIComponent(secretOf('servicea'))}`, form)
        .expect(400)
      expect(body.error).toBe('invalid_request')
    },
  )

  test('credentials that stand in the address alone count for nothing (§2.3.1)', async () => {
    await factory.http.post(`/token?${GRANT}&client_id=servicea`).expect(401)
  })
})

describe('client credentials (RFC 6749 §4.4, §5)', () => {
  test('without client authentication there is no token (§4.4.2)', async () => {
    const { body, headers } = await factory.post('/token', { grant_type: 'client_credentials' }).expect(401)
    expect(body.error).toBe('invalid_client')
    expect(headers).not.toHaveProperty('www-authenticate')
    await factory.post('/token', { grant_type: 'client_credentials', client_id: 'servicea' }).expect(401)
  })

  test('the answer has what §5.1 asks for, and no refresh token (§4.4.3)', async () => {
    const { body, headers } = await factory.ask('servicea', { scope: 'orders.read' }).expect(200)
    expect(body).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'orders.read',
    })
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      pragma: 'no-cache',
      'content-type': expect.stringMatching(/^application\/json/),
    })
    const { claims } = decode(body.access_token)
    expect(body.expires_in).toBe(Number(claims.exp) - Number(claims.iat))
  })

  test('an error is no problem+json but has the form of §5.2, and is not cached', async () => {
    const { body, headers } = await factory.ask('servicea', { scope: 'a"b\\cé' }).expect(400)
    expect(Object.keys(body)).toEqual(['error', 'error_description'])
    expect(body.error_description).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/)
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store' })
  })

  test('a scope has 4000 characters at most, for each word is work', async () => {
    const { body } = await factory.ask('servicea', { scope: 'a '.repeat(2000) + 'b' }).expect(400)
    expect(body).toMatchObject({ error: 'invalid_scope', error_description: expect.stringContaining('4000') })
  })

  test('scope is exact words, in any order, each once (§3.3)', async () => {
    const { body } = await factory.ask('servicea', { scope: 'orders.write orders.read orders.write' }).expect(200)
    expect(body.scope).toBe('orders.write orders.read')
    expect(decode(body.access_token).claims['scope']).toBe('orders.write orders.read')
  })

  test('who asks for no scope gets none (§3.3)', async () => {
    const { body } = await factory.ask('servicea').expect(200)
    expect(body).not.toHaveProperty('scope')
    expect(decode(body.access_token).claims).not.toHaveProperty('scope')
  })

  test.each([
    'orders.delete',
    'orders.read orders.delete',
    'orders',
    'ORDERS.READ',
    'orders.read  orders.write',
    ' orders.read',
    'orders.read\torders.write',
    'orders.read*',
  ])('a scope that the client may not have is refused, not cut (§3.3, §5.2): "%s"', async (scope) => {
    const { body } = await factory.ask('servicea', { scope }).expect(400)
    expect(body.error).toBe('invalid_scope')
  })

  test("?expired=1, the sandbox's own option: the token has expired already", async () => {
    const { body } = await factory.ask('servicea', {}, '/token?expired=1').expect(200)
    expect(body.expires_in).toBe(0)
    expect(Number(decode(body.access_token).claims.exp)).toBeLessThan(factory.clock.now() / 1000)
  })
})

test('when the store is down, an assertion is neither believed nor refused: 503, try again (RFC 7009 §2.2.1)', async () => {
  const store: Store = { ...createMemoryStore(manualClock(0)), add: down, get: down }
  const other = await openTestIssuer({ store })
  const form = { grant_type: 'client_credentials', ...assertionForm(await assertion(other, 'servicea')) }
  const { headers, body } = await other.post('/token', form).expect(503)
  expect(headers['retry-after']).toMatch(/^\d+$/)
  expect(body.error).toBe('temporarily_unavailable')
  await other.close()
})
