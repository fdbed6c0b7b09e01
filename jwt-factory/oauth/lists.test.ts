import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { KINDS } from '../grants/token-exchange.ts'
import { decode, forge, openTestIssuer, type TestIssuer } from '../test-issuer.ts'
import { NOT_IN_THE_QUERY } from './request/form.ts'
import { REQUIRED_CLAIMS } from './granted/own-token.ts'
import { MAY_REPEAT } from './request/parameters.ts'

// Every member of every list of the OAuth routes, taken from the list itself; and, by what the standards say or what the
// routes themselves make, that no member is missing.

let factory: TestIssuer
beforeAll(async () => {
  factory = await openTestIssuer()
})
afterAll(() => factory.close())

const isActive = async (token: string) => (await factory.post('/introspect', { token }, 'servicea')).body.active

describe('the claims that an access token must have', () => {
  test('are all those that the token route gives', async () => {
    const given = Object.keys(decode(await factory.grant('servicea')).claims)
    expect(given.toSorted()).toEqual(REQUIRED_CLAIMS.toSorted())
  })

  test.each(REQUIRED_CLAIMS)(
    'without %s there is none: nobody hears of it, and it is exchanged for nothing',
    async (claim) => {
      const whole = await forge(factory, {})
      expect(await isActive(whole)).toBe(true)
      const token = await forge(factory, { [claim]: undefined })
      expect(await isActive(token)).toBe(false)
      expect((await factory.post('/introspect', { token }, 'serviceb')).body.active).toBe(false)
      const form = { ...EXCHANGE, subject_token: token }
      expect((await factory.post('/token', form, 'serviceb')).status).toBe(400)
    },
  )
})

const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'
const EXCHANGE = {
  grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
  subject_token_type: ACCESS_TOKEN,
  audience: 'servicec',
}

describe('the parameters that open a door', () => {
  const ROUTES = ['/token', '/introspect', '/revoke']

  test('are all that carry a token or a secret (RFC 6749 §2.3.1, 7521 §4, 7523 §2, 7662 §2.1, 8693 §2.1, 6750 §2.3)', () => {
    const carriers = ['client_secret', 'client_assertion', 'assertion', 'subject_token', 'actor_token', 'token']
    expect(NOT_IN_THE_QUERY.toSorted()).toEqual([...carriers, 'access_token'].toSorted())
  })

  test.each(NOT_IN_THE_QUERY)('%s must not be in the address of any route, not even without a value', async (name) => {
    for (const route of ROUTES) {
      const form = { grant_type: 'client_credentials', token: 'x' }
      expect((await factory.post(`${route}?other=x`, form, 'servicea')).status).toBe(200)
      for (const query of [`${name}=x`, name, `other=x&${name}=`, `${name}=a&${name}=b`]) {
        const { status, body } = await factory.post(`${route}?${query}`, form, 'servicea')
        expect({ route, query, status, error: body.error }).toEqual({
          route,
          query,
          status: 400,
          error: 'invalid_request',
        })
        expect(body.error_description).toContain(name)
      }
    }
  })
})

const twice = (name: string): [string, string][] => [
  ['grant_type', 'client_credentials'],
  [name, 'servicec'],
  [name, 'servicec'],
]

describe('a parameter that comes twice', () => {
  test.each([...MAY_REPEAT])('%s may: how many there are is decided by the rule for audiences', async (name) => {
    const { body } = await factory.post('/token', twice(name), 'serviceb').expect(400)
    expect(body.error).toBe('invalid_target')
  })

  test('those are resource and audience (RFC 8707 §2, RFC 8693 §2.1)', () => {
    expect([...MAY_REPEAT].toSorted()).toEqual(['audience', 'resource'])
  })

  test.each([...NOT_IN_THE_QUERY, 'grant_type', 'scope', 'client_id', 'subject_token_type', 'requested_token_type'])(
    '%s may not',
    async (name) => {
      const { body } = await factory.post('/token', twice(name), 'serviceb').expect(400)
      const error_description = `The parameter ${name} must come only once`
      expect(body).toEqual({ error: 'invalid_request', error_description })
    },
  )
})

describe('the kinds of token that can be asked for', () => {
  test.each(Object.entries(KINDS))('%s', async (requested_token_type, kind) => {
    const form = { ...EXCHANGE, requested_token_type, subject_token: await factory.grant('servicea') }
    const { body } = await factory.post('/token', form, 'serviceb').expect(200)
    expect(body).toMatchObject({ token_type: kind.use, issued_token_type: requested_token_type })
    expect(body.expires_in).toBe(kind.maxLifetimeSeconds ?? 3600)
    const { header, claims } = decode(body.access_token)
    expect(header['typ']).toBe(kind.type)
    expect(Number(claims.exp) - Number(claims.iat)).toBe(body.expires_in)
  })

  test('are an access token, and an assertion that lives for five minutes (RFC 8693 §3, RFC 7523 §2.1)', () => {
    expect(KINDS).toEqual({
      [ACCESS_TOKEN]: { type: 'at+jwt', use: 'Bearer', issuedTokenType: ACCESS_TOKEN },
      'urn:ietf:params:oauth:token-type:jwt': {
        type: 'authorization-grant+jwt',
        use: 'N_A',
        issuedTokenType: 'urn:ietf:params:oauth:token-type:jwt',
        maxLifetimeSeconds: 300,
      },
    })
  })

  test.each(['refresh_token', 'id_token', 'saml1', 'saml2'].map((name) => `urn:ietf:params:oauth:token-type:${name}`))(
    '%s is none of them',
    async (requested_token_type) => {
      const form = { ...EXCHANGE, requested_token_type, subject_token: await factory.grant('servicea') }
      expect((await factory.post('/token', form, 'serviceb').expect(400)).body.error).toBe('invalid_request')
    },
  )
})
