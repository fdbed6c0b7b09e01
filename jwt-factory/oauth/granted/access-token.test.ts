import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verifyToken } from '#core/token/verify'
import { decode, MAIN_URL, openTestIssuer } from '../../test-issuer.ts'
import type { TestIssuer } from '../../test-issuer.ts'

let factory: TestIssuer
beforeAll(async () => {
  factory = await openTestIssuer()
})
afterAll(() => factory.close())

describe('the audience (RFC 8707 §2, RFC 9068 §3)', () => {
  test('a resource becomes the audience', async () => {
    const { body } = await factory.ask('serviceb', { resource: 'https://orders.test/api' }).expect(200)
    expect(decode(body.access_token).claims.aud).toBe('https://orders.test/api')
  })

  test('without a resource the only audience is the default; among several the client must choose', async () => {
    expect(decode(await factory.grant('servicea')).claims.aud).toBe('serviceb')
    const { body } = await factory.ask('serviceb').expect(400)
    expect(body.error).toBe('invalid_target')
    expect(body.error_description).toMatch(/choose one/)
  })

  test('no token is without audience: who may call nobody gets none (RFC 8725 §3.9)', async () => {
    const { body } = await factory.ask('servicec').expect(400)
    expect(body.error).toBe('invalid_target')
  })

  test.each([
    'orders',
    '/orders',
    '//orders.test/api',
    'https://orders.test/api#part',
    'https://orders.test/a b',
    'https://',
  ])('a resource is an absolute URI without a fragment (§2): %s', async (resource) => {
    const { body } = await factory.ask('serviceb', { resource }).expect(400)
    expect(body.error).toBe('invalid_target')
  })

  test.each([
    { resource: 'https://orders.test/api/' },
    { resource: 'https://ORDERS.test/api' },
    { resource: 'https://other.test/' },
    { audience: 'servicea' },
    { audience: 'SERVICEC' },
    { audience: 'servicec ' },
  ])('a target that the client may not call is invalid_target (§2): %s', async (form) => {
    const { body } = await factory.ask('serviceb', form).expect(400)
    expect(body.error).toBe('invalid_target')
  })

  test.each([
    'audience=servicec&audience=servicec',
    'audience=servicec&resource=https://orders.test/api',
    'resource=https://orders.test/api&resource=https://orders.test/api',
  ])('a token has one audience: two targets are invalid_target (RFC 8707 §2, RFC 9068 §5): %s', async (query) => {
    const form: [string, string][] = [['grant_type', 'client_credentials'], ...new URLSearchParams(query)]
    const { body } = await factory.post('/token', form, 'serviceb').expect(400)
    expect(body.error).toBe('invalid_target')
  })
})

describe('the access token (RFC 9068 §2)', () => {
  test('it is signed and says at+jwt (§2.1)', async () => {
    const { header } = decode(await factory.grant('servicea'))
    expect(header).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: factory.rings.active('@')?.kid })
  })

  test('RS256 is among the algorithms (§2.1)', async () => {
    const other = await openTestIssuer({ env: { ALGORITHM: 'RS256' } })
    expect(decode(await other.grant('servicea')).header).toMatchObject({ alg: 'RS256', typ: 'at+jwt' })
    await other.close()
  })

  test('it has every required claim, sub is the client, and scope is there when asked for (§2.2)', async () => {
    const { claims } = decode(await factory.grant('servicea', { scope: 'orders.read' }))
    const iat = Math.floor(factory.clock.now() / 1000)
    expect(claims).toEqual({
      iss: MAIN_URL,
      sub: 'servicea',
      aud: 'serviceb',
      client_id: 'servicea',
      iat,
      exp: iat + 3600,
      jti: expect.stringMatching(/^[\w-]{36}$/),
      scope: 'orders.read',
    })
  })

  test('no two have one jti (§2.2)', async () => {
    const tokens = await Promise.all(Array.from({ length: 50 }, () => factory.grant('servicea')))
    expect(new Set(tokens.map((token) => decode(token).claims.jti)).size).toBe(50)
  })

  test('each resource has an audience of its own (§5)', async () => {
    const first = decode(await factory.grant('serviceb', { audience: 'servicec' })).claims.aud
    const second = decode(await factory.grant('serviceb', { audience: 'https://orders.test/api' })).claims.aud
    expect([first, second]).toEqual(['servicec', 'https://orders.test/api'])
  })

  test('the issuer is the configured one, whatever Host and X-Forwarded-Host say (RFC 8414 §2)', async () => {
    const { body } = await factory.ask('servicea').set('host', 'localhost:1').set('x-forwarded-host', 'evil.test')
    expect(decode(body.access_token).claims.iss).toBe(MAIN_URL)
  })

  test('it lives as long as FACTORY_TOKEN_LIFETIME says', async () => {
    const other = await openTestIssuer({ env: { FACTORY_TOKEN_LIFETIME: '5' } })
    expect((await other.ask('servicea')).body.expires_in).toBe(5)
    await other.close()
  })

  test('a recipient with the published keys believes it (§4)', async () => {
    const token = await factory.grant('servicea')
    const trust = {
      issuer: MAIN_URL,
      audience: 'serviceb',
      subject: 'servicea',
      algorithms: ['ES256'],
      type: 'at+jwt',
      required: ['client_id'],
      maxLifetimeSeconds: 3600,
      leewaySeconds: 0,
      keys: factory.rings.source('@'),
    } as const
    await expect(verifyToken(token, trust, factory.clock.now)).resolves.toMatchObject({ client_id: 'servicea' })
  })
})
