import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { signToken } from '#core/token/sign'
import { ACCESS_TOKEN_TYPE, JWT_BEARER, TOKEN_EXCHANGE } from '../../oauth-uris.ts'
import { decode, forge, openTestIssuer, type TestIssuer } from '../../test-issuer.ts'

let factory: TestIssuer
beforeEach(async () => {
  const clients = {
    shop: { audiences: ['legacy', 'modern', 'serviceb'], algorithm: 'ES384' as const },
    legacy: { audience: 'legacy', audiences: ['modern'], algorithm: 'EdDSA' as const },
    modern: {},
    caller: { audiences: ['modern'], trustedIssuers: ['far'] },
  }
  factory = await openTestIssuer({ clients, declaredIssuers: { '@far': { algorithm: 'ES512' } } })
})
afterEach(() => factory.close())

const headerOf = (token: string) => decode(token).header
const keysAt = async (path: string): Promise<{ kid: string; alg: string }[]> =>
  (await factory.http.get(path).expect(200)).body.keys
const algorithmsAt = async (path: string) => (await keysAt(path)).map(({ alg }) => alg).sort()
const isActive = async (token: string, client: string, path = '/introspect') =>
  (await factory.post(path, { token }, client).expect(200)).body.active
const further = () => factory.rings.ids().filter((ringId) => ringId.lastIndexOf('@') > 0)

test.each([
  ['shop', 'legacy', '/token', 'EdDSA'],
  ['shop', 'modern', '/token', 'ES384'],
  ['caller', 'modern', '/token', 'ES256'],
  ['caller', 'modern', '/issuers/far/token', 'ES512'],
  ['shop', 'modern', '/issuers/far/token', 'ES384'],
  ['shop', 'legacy', '/issuers/far/token', 'EdDSA'],
])(
  'a token that %s gets for %s at %s is signed by %s, with a key that is published there',
  async (client, audience, path, alg) => {
    const header = headerOf(await factory.grant(client, { audience }, path))
    expect(header).toMatchObject({ alg, typ: 'at+jwt' })
    expect(await keysAt(path.replace('token', 'jwks'))).toContainEqual(
      expect.objectContaining({ alg, kid: header['kid'] }),
    )
  },
)

describe('the key set of an issuer', () => {
  test('has a key for each algorithm before any token asks for it: a verifier that fetched it knows the key that will sign', async () => {
    expect(await algorithmsAt('/jwks')).toEqual(['ES256', 'ES384', 'EdDSA'])
    expect(await algorithmsAt('/issuers/far/jwks')).toEqual(['ES256', 'ES384', 'ES512', 'EdDSA'])
    const before = await keysAt('/jwks')
    expect(before.map(({ kid }) => kid)).toContain(headerOf(await factory.grant('shop', { audience: 'legacy' }))['kid'])
    expect(await keysAt('/jwks')).toEqual(before)
  })

  test('is that of one issuer: no further ring of another is in it, nor in that of all rings', async () => {
    const far = await keysAt('/issuers/far/jwks')
    const main = await keysAt('/jwks')
    const all = await keysAt('/utils/jwks')
    expect(new Set([...far, ...main, ...all].map(({ kid }) => kid)).size).toBe(far.length + main.length + all.length)
  })

  test('HEAD makes no key', async () => {
    await factory.http.head('/jwks').expect(200)
    expect(further()).toEqual([])
  })
})

const listed = async (path: string) => {
  const { body } = await factory.http.get(`${path}/.well-known/openid-configuration`)
  return body.id_token_signing_alg_values_supported.sort()
}

test('discovery lists the algorithms, used before or not', async () => {
  expect(await listed('')).toEqual(['ES256', 'ES384', 'EdDSA', 'RS256'])
  expect(await listed('/issuers/far')).toEqual(['ES256', 'ES384', 'ES512', 'EdDSA', 'RS256'])
})

describe('a token of a further algorithm', () => {
  test('is one of this issuer, and of no other: introspection, revocation and exchange know it', async () => {
    const token = await factory.grant('shop', { audience: 'legacy' })
    expect(await isActive(token, 'legacy')).toBe(true)
    expect(await isActive(token, 'legacy', '/issuers/far/introspect')).toBe(false)
    const exchange = { grant_type: TOKEN_EXCHANGE, subject_token: token, subject_token_type: ACCESS_TOKEN_TYPE }
    const { body } = await factory.post('/token', { ...exchange, audience: 'modern' }, 'legacy').expect(200)
    expect(headerOf(body.access_token)['alg']).toBe('EdDSA')
    await factory.post('/revoke', { token }, 'shop').expect(200)
    expect(await isActive(token, 'legacy')).toBe(false)
  })

  test('is not believed with the name of an issuer whose key did not sign it', async () => {
    const far = factory.issuers.named('far')
    await keysAt('/jwks')
    await keysAt('/issuers/far/jwks')
    const token = await factory.grant('shop', { audience: 'legacy' }, '/issuers/far/token')
    const { claims } = decode(token)
    const crossed = await forge(factory, { ...claims, iss: factory.issuers.main.url }, { issuer: far })
    expect(await isActive(crossed, 'legacy')).toBe(false)
  })

  test('an assertion of an issuer that is trusted may have one, too', async () => {
    const far = factory.issuers.named('far')
    const key = await factory.issuers.keyOf(far, 'ES512')
    const now = Math.floor(factory.clock.now() / 1000)
    const claims = {
      iss: far.url,
      sub: 'somebody',
      aud: factory.issuers.main.url,
      exp: now + 60,
      iat: now,
      jti: 'once',
    }
    const assertion = await signToken(claims, key, 'authorization-grant+jwt')
    const form = { grant_type: JWT_BEARER, assertion }
    await factory.post('/token', form, 'caller').expect(200)
  })
})

const signing = async () => headerOf(await factory.grant('shop', { audience: 'legacy' }))['kid']

describe('the keys of an issuer', () => {
  test('POST /keys gives it new ones by each algorithm, and the earlier ones stay published', async () => {
    const token = await factory.grant('shop', { audience: 'legacy' })
    const before = await signing()
    const { body } = await factory.http.post('/keys').expect(201)
    expect(body.alg).toBe('ES256')
    expect(body.keys.map(({ algorithm }: { algorithm: string }) => algorithm).sort()).toEqual([
      'ES256',
      'ES256',
      'EdDSA',
      'EdDSA',
    ])
    expect(await signing()).not.toBe(before)
    expect(await isActive(token, 'legacy')).toBe(true)
  })

  test('POST /keys?prepare=1 publishes them, and the earlier ones sign', async () => {
    const before = await signing()
    await factory.http.post('/keys?prepare=1').expect(201)
    expect((await algorithmsAt('/jwks')).filter((alg) => alg === 'EdDSA')).toHaveLength(2)
    expect(await signing()).toBe(before)
  })

  test('DELETE /keys/:kid takes one out, whichever ring it is in', async () => {
    const token = await factory.grant('shop', { audience: 'legacy' })
    const kid = await signing()
    const { body } = await factory.http.delete(`/keys/${kid}`).expect(200)
    expect(body.keys).toContainEqual(expect.objectContaining({ kid, state: 'revoked' }))
    expect(await isActive(token, 'legacy')).toBe(false)
    expect(await signing()).not.toBe(kid)
    await factory.http.delete('/keys/nobody').expect(404)
    await factory.http.delete(`/issuers/far/keys/${await signing()}`).expect(404)
  })

  test('GET /keys lists them all', async () => {
    await signing()
    const { body } = await factory.http.get('/keys').expect(200)
    expect(body.keys.map(({ algorithm }: { algorithm: string }) => algorithm).sort()).toEqual(['ES256', 'EdDSA'])
  })

  test('an issuer that is removed takes all its rings along, and its tokens', async () => {
    const token = await factory.grant('shop', { audience: 'legacy' }, '/issuers/near/token')
    expect(further()).toEqual(['@near@EdDSA'])
    await factory.http.delete('/issuers/near').expect(200)
    expect(factory.rings.ids().filter((ringId) => ringId.startsWith('@near'))).toEqual([])
    expect(await isActive(token, 'legacy', '/issuers/near/introspect')).toBe(false)
    await factory.http.delete('/issuers/near').expect(404)
  })

  test('no caller names a further ring', async () => {
    await signing()
    for (const name of ['@@EdDSA', '%40%40EdDSA']) {
      await factory.http.get(`/keys/${name}`).expect(400)
      await factory.http.post(`/issueToken/${name}`).expect(400)
      await factory.http.delete(`/utils/keys/${name}`).expect(400)
      await factory.http.get(`/issuers/${name}/jwks`).expect(404)
    }
    expect((await factory.http.get('/utils/keys')).body).toEqual(['servicea'])
  })
})

test('a wrong request makes no key, whatever it asks for', async () => {
  await factory.ask('shop', { audience: 'legacy', scope: 'too.much' }).expect(400)
  await factory.ask('shop', { audience: 'nobody' }).expect(400)
  expect(further()).toEqual([])
})
