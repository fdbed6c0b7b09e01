import { afterAll, beforeAll, expect, test } from 'vitest'
import { ACCESS_TOKEN_TYPE, JWT_BEARER, TOKEN_EXCHANGE } from '../../oauth-uris.ts'
import { decode, forge, MAIN_URL, openTestIssuer, type TestIssuer } from '../../test-issuer.ts'

const NEAR = `${MAIN_URL}/issuers/near`

let factory: TestIssuer
beforeAll(async () => {
  const clients = {
    shop: { audiences: ['legacy', 'serviceb', NEAR, `${NEAR}/`], trustedIssuers: ['@'] },
    legacy: { audiences: ['serviceb'], tokenType: 'JWT' as const },
    old: { audiences: ['serviceb', NEAR, `${NEAR}/`], tokenType: 'JWT' as const, trustedIssuers: ['@'] },
  }
  factory = await openTestIssuer({ clients, declaredIssuers: { '@far': { tokenType: 'JWT' } } })
})
afterAll(() => factory.close())

const typeOf = (token: string) => decode(token).header['typ']
const isActive = async (token: string, client: string, path = '/introspect') =>
  (await factory.post(path, { token }, client).expect(200)).body.active

test.each([
  ['shop', 'legacy', '/token', 'JWT'],
  ['old', 'serviceb', '/token', 'JWT'],
  ['shop', 'serviceb', '/token', 'at+jwt'],
  ['shop', 'serviceb', '/issuers/far/token', 'JWT'],
])(
  'a token that %s gets for %s at %s is a %s, and is known to its issuer as one',
  async (client, audience, path, type) => {
    const token = await factory.grant(client, { audience }, path)
    expect(typeOf(token)).toBe(type)
    expect(await isActive(token, client, path.replace('token', 'introspect'))).toBe(true)
  },
)

test('a token of the type JWT is an access token only where that is declared', async () => {
  const plain = (claims: Record<string, unknown>) => forge(factory, claims, { type: 'JWT' })
  expect(await isActive(await plain({ aud: 'legacy', client_id: 'shop' }), 'shop')).toBe(true)
  expect(await isActive(await plain({ aud: 'serviceb', client_id: 'old' }), 'old')).toBe(true)
  expect(await isActive(await plain({ aud: 'serviceb', client_id: 'shop' }), 'shop')).toBe(false)
  expect(await isActive(await plain({ aud: ['legacy', 'serviceb'], client_id: 'shop' }), 'shop')).toBe(false)
  expect(await isActive(await forge(factory, { aud: 'legacy', client_id: 'shop' }, { type: 'x+jwt' }), 'shop')).toBe(
    false,
  )
})

test('what has been declared otherwise since can still be taken back', async () => {
  const token = await forge(factory, { aud: 'serviceb', client_id: 'shop' }, { type: 'JWT' })
  await factory.post('/revoke', { token }, 'shop').expect(200)
  expect(await factory.store.list('revoked')).toHaveLength(1)
})

test('it is exchanged like any other, for one whose type its reader has declared', async () => {
  const subject_token = await factory.grant('shop', { audience: 'legacy' })
  const form = { grant_type: TOKEN_EXCHANGE, subject_token, subject_token_type: ACCESS_TOKEN_TYPE }
  const { body } = await factory.post('/token', { ...form, audience: 'serviceb' }, 'legacy').expect(200)
  expect(typeOf(body.access_token)).toBe('JWT') // legacy is the client of it
})

test.each([NEAR, `${NEAR}/`])(
  'an access token for another issuer here stays one, so it is no grant there: %s',
  async (audience) => {
    const assertion = await factory.grant('old', { audience })
    expect(typeOf(assertion)).toBe('at+jwt')
    const form = { grant_type: JWT_BEARER, assertion, audience: 'serviceb' }
    const { body } = await factory.post('/issuers/near/token', form, 'old').expect(400)
    expect(body.error).toBe('invalid_grant')
  },
)
