import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ACCESS_TOKEN_TYPE, JWT_TYPE, TOKEN_EXCHANGE } from '../../oauth-uris.ts'
import { decode, openTestIssuer, seconds, type TestIssuer } from '../../test-issuer.ts'

let factory: TestIssuer
beforeAll(async () => {
  const clients = {
    shop: {
      audiences: ['orders', 'plain', 'spoof'],
      scopes: ['read'],
      claims: { tenant: '${tenant}', roles: ['buyer'], level: 1, from: 'client' },
      lifetimeSeconds: 600,
    },
    orders: { audience: 'orders', audiences: ['plain'], scopes: ['read'], claims: { from: 'audience', level: 2 } },
    plain: {},
    people: { audiences: ['plain'], claims: { sub: '${user}' } },
    fixed: { audiences: ['plain', 'orders'], claims: { sub: 'machine-7' }, scopes: ['read'] },
    spoof: { claims: { sub: 'plain' } },
    wide: { audiences: ['plain'], claims: { text: '${a}${a}${a}${a}${a}${a}${a}${a}${a}${a}${a}${a}${a}${a}' } },
  }
  const declaredIssuers = { '@': { claims: { env: 'test', from: 'issuer' } }, '@far': { claims: { env: 'far' } } }
  factory = await openTestIssuer({ clients, declaredIssuers })
})
afterAll(() => factory.close())

const claimsOf = async (client: string, form: Record<string, string> = {}, path = '/token') =>
  decode(await factory.grant(client, form, path)).claims
const refusalOf = async (client: string, form: Record<string, string> = {}) => {
  const { body } = await factory.ask(client, form).expect(400)
  return `${body.error}: ${body.error_description}`
}

describe('the claims of a token', () => {
  test('are those of its issuer, its client and its audience: of one name, the latter', async () => {
    const form = { audience: 'orders', tenant: 'acme', scope: 'read' }
    expect(await claimsOf('shop', form)).toEqual({
      iss: 'https://factory.test',
      sub: 'shop',
      aud: 'orders',
      client_id: 'shop',
      iat: seconds(factory),
      exp: seconds(factory) + 600,
      jti: expect.any(String),
      scope: 'read',
      tenant: 'acme',
      roles: ['buyer'],
      level: 2,
      env: 'test',
      from: 'audience',
    })
    expect(await claimsOf('shop', { audience: 'plain', tenant: 'b' })).toMatchObject({ level: 1, from: 'client' })
    expect(await claimsOf('shop', { audience: 'plain', tenant: 'b' }, '/issuers/far/token')).toMatchObject({
      env: 'far',
    })
    expect(await claimsOf('servicea')).toMatchObject({ env: 'test', from: 'issuer' })
  })

  test('need the parameters that they are made of', async () => {
    expect(await refusalOf('shop', { audience: 'plain' })).toBe(
      'invalid_request: The parameter tenant is required: the claim tenant is made of it',
    )
    expect(await refusalOf('shop', { audience: 'plain', tenant: 'a\u0007' })).toMatch(
      /^invalid_request: The parameter tenant/,
    )
  })

  test.each(['iss', 'exp', 'client_id', 'scope', 'aud', 'claims'])(
    'are not those that a request names: %s',
    async (name) => {
      const plain = await claimsOf('servicea')
      const { [name]: asked, ...others } = await claimsOf(
        'servicea',
        name === 'scope'
          ? {}
          : { [name === 'aud' ? 'aud' : name]: name === 'client_id' ? 'servicea' : '{"sub":"plain"}' },
      )
      expect([asked, Object.keys(others).length]).toEqual([
        plain[name],
        Object.keys(plain).length - (name in plain ? 1 : 0),
      ])
    },
  )

  test('are in no token for another issuer: there it speaks of nobody but its subject', async () => {
    const subject_token = await factory.grant('shop', { audience: 'orders', tenant: 'acme' })
    const form = { grant_type: TOKEN_EXCHANGE, subject_token, subject_token_type: ACCESS_TOKEN_TYPE, audience: 'plain' }
    const assertion = await factory.post('/token', { ...form, requested_token_type: JWT_TYPE }, 'orders').expect(200)
    expect(decode(assertion.body.access_token).claims).not.toHaveProperty('from')
    const exchanged = await factory.post('/token', form, 'orders').expect(200)
    expect(decode(exchanged.body.access_token).claims).toMatchObject({
      sub: 'shop',
      from: 'audience',
      act: { sub: 'orders' },
    })
  })

  test('are shown by introspection', async () => {
    const token = await factory.grant('shop', { audience: 'orders', tenant: 'acme' })
    const { body } = await factory.post('/introspect', { token }, 'orders').expect(200)
    expect(body).toEqual({ active: true, token_type: 'Bearer', ...decode(token).claims })
  })

  test('make no token longer than anybody takes', async () => {
    expect(await refusalOf('wide', { a: '€'.repeat(1000) })).toMatch(/^invalid_request: The token would be longer/)
  })
})

describe('the subject', () => {
  test('is the one that is declared, or chosen', async () => {
    expect(await claimsOf('fixed', { audience: 'plain' })).toMatchObject({ sub: 'machine-7', client_id: 'fixed' })
    expect(await claimsOf('people', { user: 'ann' })).toMatchObject({ sub: 'ann', client_id: 'people' })
    expect(await claimsOf('people', { user: 'people' })).toMatchObject({ sub: 'people' })
  })

  test.each(['shop', 'servicea', 'plain', 'batch', 'Shop', 'shop ', 'sh\u200bop', 'sh\u043ep', 'jwt-factory'])(
    'is never another client, nor what looks like one: %j',
    async (user) => {
      expect(await refusalOf('people', { user })).toBe(
        'invalid_request: The claim sub must be people, or somebody who is no client or process here, and does not look like one',
      )
    },
  )

  test('is never another client, whoever declares it', async () => {
    expect(await refusalOf('shop', { audience: 'spoof', tenant: 'x' })).toMatch(/The claim sub must be shop, or/)
  })

  test('of an exchanged token is that of the subject token, whatever is declared', async () => {
    const subject_token = await factory.grant('shop', { audience: 'orders', tenant: 'acme' })
    const form = { grant_type: TOKEN_EXCHANGE, subject_token, subject_token_type: ACCESS_TOKEN_TYPE }
    const { body } = await factory.post('/token', { ...form, audience: 'plain', user: 'ann' }, 'orders').expect(200)
    expect(decode(body.access_token).claims.sub).toBe('shop')
  })
})

const lifeOf = async (client: string, form: Record<string, string>) => {
  const { iat = 0, exp = 0 } = await claimsOf(client, { tenant: 'x', ...form })
  return exp - iat
}

describe('the lifetime', () => {
  test.each([
    ['shop', {}, 600],
    ['shop', { lifetime: '600' }, 600],
    ['shop', { lifetime: '1' }, 1],
    ['servicea', {}, 3600],
    ['servicea', { lifetime: '3600' }, 3600],
    ['servicea', { lifetime: '90' }, 90],
  ])('of a token of %s with %j is %i', async (client, form, life) => {
    expect(await lifeOf(client, client === 'shop' ? { audience: 'plain', ...form } : form)).toBe(life)
  })

  test.each(['601', '0', '-1', '1.5', '1e2', '0x10', '1e400', ' 60', '6 0', 'NaN', '9'.repeat(400), '٦٠'])(
    'is a number of seconds up to the limit, which is named: %s',
    async (lifetime) => {
      expect(await refusalOf('shop', { audience: 'plain', tenant: 'x', lifetime })).toBe(
        'invalid_request: The parameter lifetime must be a number of seconds from 1 to 600',
      )
    },
  )

  test('of an expired token is that which was asked for', async () => {
    const { iat = 0, exp = 0 } = await claimsOf('servicea', { lifetime: '60' }, '/token?expired=1')
    expect([exp - iat, exp < seconds(factory)]).toEqual([60, true])
  })

  test('may stand in the address, beside expired, or in the body, and once', async () => {
    const { iat = 0, exp = 0 } = await claimsOf('servicea', {}, '/token?lifetime=60')
    expect(exp - iat).toBe(60)
    const form = { grant_type: 'client_credentials' }
    for (const [path, more] of [
      ['/token?lifetime=60', { lifetime: '60' }],
      ['/token?lifetime=60&lifetime=60', {}],
    ] as const)
      expect((await factory.post(path, { ...form, ...more }, 'servicea').expect(400)).body.error_description).toContain(
        'only once',
      )
    for (const lifetime of ['3601', '', 'x'])
      await factory.post(`/token?lifetime=${lifetime}`, form, 'servicea').expect(400)
  })
})
