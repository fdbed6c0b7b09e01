import { decodeProtectedHeader, jwtVerify, createLocalJWKSet } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestIssuer, type TestIssuer } from '../test-issuer.ts'
import { keysForFaults } from './published-keys.ts'

let factory: TestIssuer
beforeAll(async () => {
  const clients = {
    legacy: { audience: 'https://legacy.test', algorithm: 'EdDSA' as const, tokenType: 'JWT' as const },
  }
  factory = await openTestIssuer({ clients, declaredIssuers: { '@far': { algorithm: 'ES384' } } })
})
afterAll(() => factory.close())

const keysAt = async (path: string) => (await factory.http.get(path).expect(200)).body.keys

test.each<[object, string, string, string]>([
  [{}, '', 'ES256', 'at+jwt'],
  [{ claims: { aud: 'https://legacy.test' } }, '', 'EdDSA', 'JWT'],
  [{ claims: { aud: 'legacy' } }, '', 'ES256', 'at+jwt'],
  [{ signedBy: { issuer: 'far' } }, '/issuers/far', 'ES384', 'at+jwt'],
  [{ signedBy: { issuer: 'far' }, claims: { aud: 'https://legacy.test' } }, '/issuers/far', 'EdDSA', 'JWT'],
  [{ signedBy: { issuer: '@', alg: 'ES512' } }, '', 'ES512', 'at+jwt'],
  [{ signedBy: { issuer: '@', alg: 'ES256' }, claims: { aud: 'https://legacy.test' } }, '', 'ES256', 'JWT'],
])(
  'a token of an issuer is minted as it is declared, or by the algorithm that is asked for: %j',
  async (order, base, alg, typ) => {
    const token = await factory.mint(order)
    expect(decodeProtectedHeader(token)).toMatchObject({ alg, typ })
    const keys = createLocalJWKSet({ keys: await keysAt(`${base}/jwks`) })
    const { payload } = await jwtVerify(token, keys, { currentDate: new Date(factory.clock.now()) })
    expect(payload['client_id']).toBe('servicea')
  },
)

test.each(['HS256', 'none', 'constructor'])('%s is no algorithm of an issuer', async (alg) => {
  await expect(factory.mint({ signedBy: { issuer: '@', alg } as { issuer: string } })).rejects.toMatchObject({
    type: 'invalid-input',
  })
})

test('a fault of keys is about the keys of all algorithms', async () => {
  await keysAt('/jwks')
  await keysAt('/issuers/far/jwks')
  const published = keysForFaults(factory.rings, factory.issuers)
  const earlier = published.snapshot()
  const before = { main: await keysAt('/jwks'), far: await keysAt('/issuers/far/jwks') }
  for (const { kid } of [...before.main, ...before.far]) expect(published.signing()).toContain(kid)
  await factory.http.post('/keys').expect(201)
  expect(earlier('/jwks')).toEqual(before.main)
  expect(earlier('/.well-known/jwks.json')).toEqual(before.main)
  expect(earlier('/issuers/far/jwks')).toEqual(before.far)
})
