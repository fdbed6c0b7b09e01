import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MAIN_URL, openTestIssuer, type TestIssuer } from '../test-issuer.ts'

let factory: TestIssuer
beforeAll(async () => {
  factory = await openTestIssuer()
})
afterAll(() => factory.close())

const MAIN = ['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration']
const NAMED = [
  '/.well-known/oauth-authorization-server/issuers/near',
  '/.well-known/openid-configuration/issuers/near',
  '/issuers/near/.well-known/oauth-authorization-server',
  '/issuers/near/.well-known/openid-configuration',
]
const ISSUERS: [issuer: string, paths: string[]][] = [
  [MAIN_URL, MAIN],
  [`${MAIN_URL}/issuers/near`, NAMED],
]

describe.each(ISSUERS)('the metadata of %s (RFC 8414)', (issuer, paths) => {
  test.each(paths)('%s names exactly this issuer (§3, §3.1, §3.3)', async (path) => {
    const { body } = await factory.http.get(path).expect(200)
    expect(body.issuer).toBe(issuer)
  })

  test('issuer, token_endpoint and response_types_supported are there, all addresses are https and below the issuer (§2)', async () => {
    const { body } = await factory.http.get(paths[0] ?? '')
    expect(body.response_types_supported).toEqual([])
    for (const name of ['token_endpoint', 'jwks_uri', 'introspection_endpoint', 'revocation_endpoint']) {
      expect(body[name]).toMatch(/^https:\/\//)
      expect(body[name].startsWith(`${issuer}/`)).toBe(true)
    }
  })

  test('every route that is named is there (§2)', async () => {
    const { body } = await factory.http.get(paths[0] ?? '')
    const pathOf = (name: string) => body[name].slice(MAIN_URL.length)
    await factory.http.get(pathOf('jwks_uri')).expect(200)
    for (const name of ['token_endpoint', 'introspection_endpoint', 'revocation_endpoint']) {
      await factory.post(pathOf(name), {}).expect(401)
    }
  })

  test('it is JSON, and empty lists are left out but for the one that is required (§3.2)', async () => {
    const { body, headers } = await factory.http.get(paths[0] ?? '')
    expect(headers['content-type']).toMatch(/^application\/json/)
    const empty = Object.entries(body).filter(([, value]) => Array.isArray(value) && value.length === 0)
    expect(empty.map(([name]) => name)).toEqual(['response_types_supported'])
    expect(JSON.stringify(body)).not.toContain('null')
  })

  test.each(['token', 'introspection', 'revocation'])(
    '%s: the methods are listed, and the algorithms of private_key_jwt without "none" (§2)',
    async (endpoint) => {
      const { body } = await factory.http.get(paths[0] ?? '')
      expect(body[`${endpoint}_endpoint_auth_methods_supported`].toSorted()).toEqual([
        'client_secret_basic',
        'client_secret_post',
        'private_key_jwt',
        'tls_client_auth',
      ])
      const algorithms: string[] = body[`${endpoint}_endpoint_auth_signing_alg_values_supported`]
      expect(algorithms).toContain('ES256')
      expect(algorithms.filter((name) => name === 'none' || name.startsWith('HS'))).toEqual([])
    },
  )

  test('exactly the grants that work are listed (§2)', async () => {
    const { body } = await factory.http.get(paths[0] ?? '')
    const path = body.token_endpoint.slice(MAIN_URL.length)
    for (const grant_type of body.grant_types_supported) {
      const answer = await factory.post(path, { grant_type }, 'servicea')
      expect(answer.body.error).not.toBe('unsupported_grant_type')
    }
  })

  test('all its documents agree (RFC 9068 §4)', async () => {
    const texts = await Promise.all(paths.map(async (path) => (await factory.http.get(path)).text))
    expect(new Set(texts).size).toBe(1)
  })

  test('what OpenID Connect Discovery §3 requires is there: RS256 among the algorithms, and those of the keys', async () => {
    const { body } = await factory.http.get(paths[0] ?? '')
    expect(body.subject_types_supported).toEqual(['public'])
    expect(body.id_token_signing_alg_values_supported).toEqual(['ES256', 'RS256'])
  })

  test('it does not follow the Host header (§2)', async () => {
    const { body } = await factory.http
      .get(paths[0] ?? '')
      .set('host', 'servicec:9')
      .expect(200)
    expect(JSON.stringify(body)).not.toContain('servicec:9')
  })
})

test.each([
  '/.well-known/oauth-authorization-server/other',
  '/.well-known/openid-configuration/issuers/a/b',
  '/.well-known/oauth-authorization-server/issuers/.bad',
  '/.well-known/other',
])('there is no document at %s', async (path) => {
  await factory.http.get(path).expect(404)
})

test('an issuer with a path has its document between host and path, and its named issuers too (§3.1)', async () => {
  const other = await openTestIssuer({ env: { FACTORY_URL: 'https://house.test/tokens' } })
  const main = await other.http.get('/.well-known/oauth-authorization-server/tokens').expect(200)
  expect(main.body).toMatchObject({
    issuer: 'https://house.test/tokens',
    token_endpoint: 'https://house.test/tokens/token',
  })
  const named = await other.http.get('/.well-known/openid-configuration/tokens/issuers/x').expect(200)
  expect(named.body.issuer).toBe('https://house.test/tokens/issuers/x')
  await other.close()
})
