import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { createMemoryStore } from '#core/store/memory-store'
import { StoreUnavailable } from '#core/store/store'
import { signToken } from '#core/token/sign'
import { hostileToken } from '../../../tests/support/hostile-tokens.ts'
import { assertion, assertionForm, basic, decode, forge, MAIN_URL, openTestIssuer, seconds } from '../../test-issuer.ts'
import type { TestIssuer } from '../../test-issuer.ts'

let factory: TestIssuer
beforeEach(async () => {
  factory = await openTestIssuer()
})
afterEach(() => factory.close())

const introspect = (token: string, client: string | undefined = 'serviceb', form = {}) =>
  factory.post('/introspect', { token, ...form }, client)
const inactive = async (...request: Parameters<typeof introspect>) => {
  const { text, headers } = await introspect(...request).expect(200)
  expect(text).toBe('{"active":false}\n')
  expect(headers['cache-control']).toBe('no-store')
}

describe('who may ask (RFC 7662 §2.1, §4)', () => {
  test('nobody without credentials, and none that prove nothing', async () => {
    const token = await factory.grant('servicea')
    const { body, headers } = await factory.post('/introspect', { token }).expect(401)
    expect(body.error).toBe('invalid_client')
    expect(headers).not.toHaveProperty('www-authenticate')
    await factory.post('/introspect', { token, client_id: 'serviceb', client_secret: 'guess' }).expect(401)
    await factory.http
      .post('/introspect')
      .type('form')
      .send({ token })
      .set('authorization', `Bearer ${token}`)
      .expect(401)
  })

  test('a client may prove itself with its key as well (§2.1)', async () => {
    const form = { token: await factory.grant('servicea'), ...assertionForm(await assertion(factory, 'serviceb')) }
    expect((await factory.post('/introspect', form).expect(200)).body.active).toBe(true)
  })

  test('it is a POST of a form with the parameter token, and never a GET (§2.1)', async () => {
    const { headers } = await factory.http
      .get('/introspect?token=x')
      .set('authorization', basic('serviceb'))
      .expect(405)
    expect(headers['allow']).toBe('POST, OPTIONS')
    expect((await factory.post('/introspect', {}, 'serviceb').expect(400)).body.error).toBe('invalid_request')
    expect((await factory.post('/introspect?token=x', {}, 'serviceb').expect(400)).body.error).toBe('invalid_request')
  })
})

describe('what is said of a living token (RFC 7662 §2.2)', () => {
  test('its recipient hears its claims', async () => {
    const token = await factory.grant('servicea', { scope: 'orders.read' })
    const { body, headers } = await introspect(token).expect(200)
    expect(body).toEqual({ active: true, token_type: 'Bearer', ...decode(token).claims })
    expect(headers['content-type']).toMatch(/^application\/json/)
  })

  test('whatever the token says is shown, whoever has chosen it', async () => {
    const chosen = {
      scope: 'orders.read',
      nbf: 1,
      act: { sub: 'gateway' },
      may_act: { sub: 'serviceb' },
    }
    const token = await forge(factory, { ...chosen, email: 'a@b.test', roles: ['clerk'], deep: { a: [1, null] } })
    expect((await introspect(token)).body).toEqual({ active: true, token_type: 'Bearer', ...decode(token).claims })
  })

  test('claims of a request to an open issuer are shown (OPEN=1), and those that are minted', async () => {
    const open = await openTestIssuer({ env: { OPEN: '1' }, clients: { shop: { claims: { tenant: '${tenant}' } } } })
    const claims = { sub: 'alice', roles: ['admin'], active: 'maybe' }
    const asked = await open.grant('me', { audience: 'you', claims: JSON.stringify(claims) })
    const minted = await open.mint({ claims: { client_id: 'shop', tenant: 'acme', roles: ['clerk'] } })
    for (const token of [asked, minted]) {
      const { body } = await open.post('/introspect', { token }, 'you').expect(200)
      expect(body).toEqual({ ...decode(token).claims, active: true, token_type: 'Bearer' })
    }
    await open.close()
  })

  test('what the issuer says itself no claim says', async () => {
    const token = await forge(factory, { active: 'maybe', token_type: 'N_A' })
    expect((await introspect(token)).body).toMatchObject({ active: true, token_type: 'Bearer' })
  })

  test('so does the client that got it', async () => {
    expect((await introspect(await factory.grant('servicea'), 'servicea')).body.active).toBe(true)
  })

  test('one of several recipients hears them, and the actor is among them (RFC 8693 §4)', async () => {
    const token = await forge(factory, { aud: ['servicec', 'serviceb'], act: { sub: 'gateway' } })
    expect((await introspect(token)).body).toMatchObject({ active: true, act: { sub: 'gateway' } })
  })

  test('a hint about its kind, right or wrong, changes nothing (§2.1)', async () => {
    const token = await factory.grant('servicea')
    for (const token_type_hint of ['access_token', 'refresh_token', 'nonsense']) {
      expect((await introspect(token, 'serviceb', { token_type_hint })).body.active).toBe(true)
    }
  })
})

describe('what is said of all others: {"active":false}, and nothing more (RFC 7662 §2.2, §4)', () => {
  test('a token for somebody else, which the caller did not get either', async () => {
    await inactive(await factory.grant('servicea'), 'servicec')
    await inactive(await forge(factory, { aud: 'SERVICEB' }))
  })

  test.each(['garbage', 'a.b.c', '..', 'x'.repeat(50_000), 'null', '{"active":true}'])('%.20s', async (text) => {
    await inactive(text)
  })

  test('an expired one, at the very second (§4)', async () => {
    await inactive(await factory.grant('servicea', {}, '/token?expired=1'))
    const token = await factory.grant('servicea')
    factory.clock.advance({ seconds: 3599 })
    expect((await introspect(token)).body.active).toBe(true)
    factory.clock.advance({ seconds: 1 })
    await inactive(token)
  })

  test('one whose time has not come (§4)', async () => {
    await inactive(await forge(factory, { nbf: seconds(factory) + 60 }))
    await inactive(await forge(factory, { iat: seconds(factory) + 60 }))
  })

  test('a revoked one (§4)', async () => {
    const token = await factory.grant('servicea')
    await factory.post('/revoke', { token }, 'servicea').expect(200)
    await inactive(token)
    await inactive(token, 'servicea')
  })

  test('one with a broken signature, or by another key of this process (§4)', async () => {
    const token = await factory.grant('servicea')
    await inactive(await hostileToken('sig-bit-flipped', token))
    await inactive(await forge(factory, {}, { issuer: { ...factory.issuers.main, url: MAIN_URL, ringId: 'servicea' } }))
    await inactive(await forge(factory, { iss: 'https://other.test' }))
  })

  test('one whose key was revoked (§4)', async () => {
    const token = await factory.grant('servicea')
    await factory.rings.revoke('@', String(decode(token).header['kid']))
    await inactive(token)
    expect((await introspect(await factory.grant('servicea'))).body.active).toBe(true)
  })

  test('one from before a rotation stays good while its key is published (§4)', async () => {
    const token = await factory.grant('servicea')
    await factory.rings.renew('@')
    expect((await introspect(token)).body.active).toBe(true)
  })

  test.each(['JWT', 'authorization-grant+jwt', 'logout+jwt'])(
    'a %s of this issuer is no access token',
    async (type) => {
      await inactive(await forge(factory, {}, { type }))
    },
  )

  test('a token that a ring of a caller signed in the name of the issuer is none of its access tokens', async () => {
    const claims = { iss: MAIN_URL, aud: 'serviceb', client_id: 'servicea' }
    const key = factory.rings.active('servicea') ?? expect.fail('no key')
    const dates = { iat: seconds(factory), exp: seconds(factory) + 60, sub: 'servicea', jti: '1' }
    for (const type of ['JWT', 'at+jwt']) await inactive(await signToken({ ...claims, ...dates }, key, type))
  })
})

test('when the store is down nobody can say that a token is active: 503, try again (§4)', async () => {
  const store = { ...createMemoryStore(manualClock(0)), get: () => Promise.reject(new StoreUnavailable('away')) }
  const other = await openTestIssuer({ store })
  const token = await other.grant('servicea')
  const { body, headers } = await other.post('/introspect', { token }, 'serviceb').expect(503)
  expect(body).not.toHaveProperty('active')
  expect(headers['retry-after']).toMatch(/^\d+$/)
  await other.close()
})
