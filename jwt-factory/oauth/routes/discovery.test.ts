import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MAIN_URL, openTestIssuer, type TestIssuer } from '../../test-issuer.ts'

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

/** What readers of discovery refuse to go on without, empty lists included; from their sources. */
const STRICT_READERS: [reader: string, members: string[]][] = [
  ['MSAL for Node (msal-common 16)', ['authorization_endpoint', 'token_endpoint', 'issuer', 'jwks_uri']],
  ['MSAL for Python 1.21', ['authorization_endpoint', 'token_endpoint']],
  [
    "Ruby's openid_connect 1.2",
    [
      'issuer',
      'authorization_endpoint',
      'jwks_uri',
      'response_types_supported',
      'subject_types_supported',
      'id_token_signing_alg_values_supported',
    ],
  ],
  [
    'Authlib 1.2, validate()',
    [
      'issuer',
      'token_endpoint',
      'jwks_uri',
      'response_types_supported',
      'subject_types_supported',
      'id_token_signing_alg_values_supported',
    ],
  ],
  ['go-oidc 3', ['issuer', 'authorization_endpoint', 'token_endpoint', 'jwks_uri']],
]

describe.each(ISSUERS)('the metadata of %s (RFC 8414)', (issuer, paths) => {
  test.each(paths)('%s names exactly this issuer (§3, §3.1, §3.3)', async (path) => {
    const { body } = await factory.http.get(path).expect(200)
    expect(body.issuer).toBe(issuer)
  })

  test('issuer, token_endpoint and response_types_supported are there, all addresses are https and below the issuer (§2)', async () => {
    const { body } = await factory.http.get(paths[0] ?? '')
    expect(body.response_types_supported).toEqual(['none'])
    for (const name of [
      'authorization_endpoint',
      'token_endpoint',
      'jwks_uri',
      'introspection_endpoint',
      'revocation_endpoint',
    ]) {
      expect(body[name]).toMatch(/^https:\/\//)
      expect(body[name].startsWith(`${issuer}/`)).toBe(true)
    }
  })

  test('every route that is named is there (§2)', async () => {
    const { body } = await factory.http.get(paths[0] ?? '')
    const pathOf = (name: string) => body[name].slice(MAIN_URL.length)
    await factory.http.get(pathOf('jwks_uri')).expect(200)
    await factory.http.get(`${pathOf('authorization_endpoint')}?response_type=none`).expect(403)
    for (const name of ['token_endpoint', 'introspection_endpoint', 'revocation_endpoint']) {
      await factory.post(pathOf(name), {}).expect(401)
    }
  })

  test('it is JSON, and empty lists are left out (§3.2)', async () => {
    const { body, headers } = await factory.http.get(paths[0] ?? '')
    expect(headers['content-type']).toMatch(/^application\/json/)
    const empty = Object.entries(body).filter(([, value]) => Array.isArray(value) && value.length === 0)
    expect(empty).toEqual([])
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

  test.each(STRICT_READERS)('%s finds all that it insists on', async (_reader, members) => {
    const { body } = await factory.http.get(paths[0] ?? '')
    for (const member of members) expect(body[member], member).toBeTruthy()
    for (const member of members) expect(body[member].length, member).toBeGreaterThan(0)
  })

  test('no grant and no response type is claimed that needs a login', async () => {
    const { body } = await factory.http.get(paths[0] ?? '')
    expect(body.grant_types_supported).not.toContain('authorization_code')
    expect(body.response_types_supported.filter((type: string) => type !== 'none')).toEqual([])
  })

  test('it does not follow the Host header (§2)', async () => {
    const { body } = await factory.http
      .get(paths[0] ?? '')
      .set('host', 'servicec:9')
      .expect(200)
    expect(JSON.stringify(body)).not.toContain('servicec:9')
  })
})

describe('of the ways to authenticate, those that work now are listed', () => {
  const cases: [what: string, env: Record<string, string>, certified: boolean, more: string[]][] = [
    ['a client with a certificate', {}, true, ['tls_client_auth']],
    ['such a client of a plain issuer', { FACTORY_URL: 'http://localhost:5555' }, true, []],
    ['an open issuer', { OPEN: '1' }, false, ['none']],
    ['both', { OPEN: '1' }, true, ['tls_client_auth', 'none']],
  ]
  test.each(cases)('%s', async (_what, env, certified, more) => {
    const own = certified ? { certified: { isItsCertificate: () => true } } : {}
    const other = await openTestIssuer({ env, clients: own })
    const { body } = await other.http.get('/.well-known/openid-configuration')
    for (const endpoint of ['token', 'introspection', 'revocation']) {
      const always = ['private_key_jwt', 'client_secret_basic', 'client_secret_post']
      const listed: string[] = body[`${endpoint}_endpoint_auth_methods_supported`]
      expect(listed.toSorted()).toEqual([...always, ...more].toSorted())
    }
    if (env['OPEN']) await other.post('/token', { grant_type: 'client_credentials', client_id: 'me' }).expect(200)
    await other.close()
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
