import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ACCESS_TOKEN_TYPE } from '../oauth-uris.ts'
import { decode, forge, MAIN_URL, openTestIssuer, seconds, type TestIssuer } from '../test-issuer.ts'
import { EXCHANGE, exchangesAt } from './token-exchange.fixture.ts'

let factory: TestIssuer
beforeEach(async () => {
  factory = await openTestIssuer()
})
afterEach(() => factory.close())

const { exchange, refused } = exchangesAt(() => factory)

describe('what comes out (RFC 8693 §2.2.1, §4.1)', () => {
  test('sub stays, the audience is the next service, act names the client, and the answer says what was issued', async () => {
    const token = await factory.grant('servicea', { scope: 'orders.read' })
    const { body, headers } = await exchange(token, { scope: 'orders.read' }).expect(200)
    expect(body).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      issued_token_type: ACCESS_TOKEN_TYPE,
      expires_in: 3600,
      scope: 'orders.read',
    })
    expect(headers['cache-control']).toBe('no-store')
    const { header, claims } = decode(body.access_token)
    expect(header['typ']).toBe('at+jwt')
    expect(claims).toMatchObject({
      iss: MAIN_URL,
      sub: 'servicea',
      aud: 'servicec',
      client_id: 'serviceb',
      act: { sub: 'serviceb' },
      scope: 'orders.read',
    })
    expect(claims.jti).not.toBe(decode(token).claims.jti)
  })

  test('actors nest, the current one outermost (§4.1)', async () => {
    const subject = await forge(factory, { act: { sub: 'gateway', act: { sub: 'edge' } } })
    const { body } = await exchange(subject).expect(200)
    expect(decode(body.access_token).claims['act']).toEqual({
      sub: 'serviceb',
      act: { sub: 'gateway', act: { sub: 'edge' } },
    })
  })

  test('a chain of actors ends somewhere', async () => {
    const chain = (length: number): object => (length === 1 ? { sub: 'x' } : { sub: 'x', act: chain(length - 1) })
    await exchange(await forge(factory, { act: chain(7) })).expect(200)
    await refused('invalid_request', await forge(factory, { act: chain(8) }))
  })

  test('an actor_token of the client itself names the actor (§2.1)', async () => {
    const actor_token = await forge(factory, { sub: 'night-shift', aud: 'servicec', client_id: 'serviceb' })
    const form = { actor_token, actor_token_type: ACCESS_TOKEN_TYPE }
    const { body } = await exchange(await factory.grant('servicea'), form).expect(200)
    expect(decode(body.access_token).claims['act']).toEqual({ sub: 'night-shift' })
  })

  test('an assertion for another issuer can be asked for; it is no access token, so token_type is N_A (§2.2.1)', async () => {
    const type = 'urn:ietf:params:oauth:token-type:jwt'
    const form = { requested_token_type: type, audience: `${MAIN_URL}/issuers/far` }
    const { body } = await exchange(await factory.grant('servicea'), form).expect(200)
    expect(body).toMatchObject({ token_type: 'N_A', issued_token_type: type, expires_in: 300 })
    expect(decode(body.access_token)).toMatchObject({
      header: { typ: 'authorization-grant+jwt' },
      claims: { sub: 'servicea', aud: `${MAIN_URL}/issuers/far`, act: { sub: 'serviceb' } },
    })
  })

  test.each([
    'urn:ietf:params:oauth:token-type:id_token',
    'urn:ietf:params:oauth:token-type:refresh_token',
    'toString',
  ])('no %s is issued here (§2.2.2)', async (requested_token_type) => {
    await refused('invalid_request', await factory.grant('servicea'), { requested_token_type })
  })
})

describe('what goes in (RFC 8693 §2.1, §2.2.2)', () => {
  test.each(['subject_token', 'subject_token_type'])('without %s there is no exchange (§2.1)', async (name) => {
    await refused('invalid_request', await factory.grant('servicea'), { [name]: '' })
  })

  test('actor_token and actor_token_type go together (§2.1)', async () => {
    const subject = await factory.grant('servicea')
    const actor_token = await factory.grant('serviceb', { audience: 'servicec' })
    await refused('invalid_request', subject, { actor_token })
    await refused('invalid_request', subject, { actor_token_type: ACCESS_TOKEN_TYPE })
    await exchange(subject, { actor_token, actor_token_type: ACCESS_TOKEN_TYPE }).expect(200)
  })

  test('an expired subject token is refused (§2.2.2)', async () => {
    await refused('invalid_request', await factory.grant('servicea', {}, '/token?expired=1'))
    const token = await factory.grant('servicea')
    factory.clock.advance({ hours: 1 })
    await refused('invalid_request', token)
  })

  test('a revoked subject token is refused (§2.2.2)', async () => {
    const token = await factory.grant('servicea')
    await exchange(token).expect(200)
    await factory.post('/revoke', { token }, 'servicea').expect(200)
    await refused('invalid_request', token)
  })

  test.each([
    'JWT',
    'authorization-grant+jwt',
    'client-authentication+jwt',
    'logout+jwt',
    'secevent+jwt',
    'dpop+jwt',
    'txntoken+jwt',
  ])('a %s of this issuer is no access token (§2.1, RFC 8725 §3.11)', async (type) => {
    await refused('invalid_request', await forge(factory, {}, { type }))
  })

  test.each([
    'urn:ietf:params:oauth:token-type:id_token',
    'urn:ietf:params:oauth:token-type:refresh_token',
    'urn:ietf:params:oauth:token-type:saml2',
    'access_token',
  ])('a subject token that is called %s is refused (§2.2.2)', async (subject_token_type) => {
    await refused('invalid_request', await factory.grant('servicea'), { subject_token_type })
  })

  test.each(['iss', 'sub', 'aud', 'exp', 'iat', 'jti', 'client_id'])(
    'a subject token without %s is refused (RFC 9068 §2.2)',
    async (claim) => {
      await refused('invalid_request', await forge(factory, { [claim]: undefined }))
    },
  )

  test("a token for somebody else is not the client's to exchange (§2.2.2, RFC 9700 §2.3)", async () => {
    await refused('invalid_request', await forge(factory, { aud: 'servicec' }))
    await refused('invalid_request', await forge(factory, { aud: ['servicec', 'SERVICEB'] }))
    await refused('invalid_request', await factory.grant('servicea'), { audience: 'serviceb' }, 'servicea')
    await exchange(await forge(factory, { aud: ['servicec', 'serviceb'] })).expect(200)
  })

  test('tokens of another issuer, of another ring, of a service itself and with a foreign signature are refused (§2.2.2)', async () => {
    const near = await factory.issuers.named('near')
    await refused('invalid_request', await forge(factory, {}, { issuer: near }))
    await refused('invalid_request', await forge(factory, { iss: MAIN_URL }, { issuer: near }))
    const { ringId, ...main } = factory.issuers.main
    await refused(
      'invalid_request',
      await forge(factory, {}, { issuer: { ...main, url: MAIN_URL, ringId: 'servicea' } }),
    )
    const [header, payload] = (await factory.grant('servicea')).split('.')
    const [, , signature] = (await factory.grant('servicea')).split('.')
    await refused('invalid_request', `${header}.${payload}.${signature}`)
    expect(ringId).toBe('@')
  })

  test('a token that is bound to a key is no bearer token (RFC 7800 §3.1)', async () => {
    await refused('invalid_request', await forge(factory, { cnf: { jkt: 'x' } }))
  })

  test('a bad actor token ends the request, however good the subject token is (§2.2.2)', async () => {
    const subject = await factory.grant('servicea')
    const good = { sub: 'night-shift', aud: 'servicec', client_id: 'serviceb' }
    for (const [claims, type] of [
      [{ ...good, exp: seconds(factory) - 1 }, 'at+jwt'],
      [{ ...good, client_id: 'servicea' }, 'at+jwt'],
      [{ ...good, act: { sub: 'somebody' } }, 'at+jwt'],
      [good, 'JWT'],
    ] as const) {
      const actor_token = await forge(factory, claims, { type })
      await refused('invalid_request', subject, { actor_token, actor_token_type: ACCESS_TOKEN_TYPE })
    }
    await refused('invalid_request', subject, { actor_token: 'garbage', actor_token_type: ACCESS_TOKEN_TYPE })
  })

  test('a subject token that cannot be read ends the request; nothing else is granted (CVE-2026-9704)', async () => {
    for (const token of ['x'.repeat(5000), 'x'.repeat(50_000), 'null', '{}', 'a.b.c'])
      await refused('invalid_request', token)
  })

  test('the caller is authenticated first (RFC 6749 §3.2.1)', async () => {
    const subject_token = await factory.grant('servicea')
    await factory.post('/token', { ...EXCHANGE, subject_token }).expect(401)
  })
})
