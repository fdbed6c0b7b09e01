import { createPublicKey } from 'node:crypto'
import { compactVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestIssuer, type TestIssuer } from '../test-issuer.ts'

// An issuer with keys of several algorithms: which of them its routes answer.

let factory: TestIssuer
beforeAll(async () => {
  factory = await openTestIssuer({
    clients: { servicea: { audiences: ['serviceb', 'rsa'] }, rsa: { algorithm: 'RS256' } },
    declaredIssuers: { '@far': { algorithm: 'ES384' } },
  })
})
afterAll(() => factory.close())

const pemOf = async (path: string) => {
  const { text } = await factory.http.get(path).set('accept', 'application/x-pem-file').buffer(true).expect(200)
  return createPublicKey(text)
}
const kids = async (base: string) => {
  const { body } = await factory.http.get(`${base}/jwks`).expect(200)
  return body.keys.map(({ kid }: { kid: string }) => kid)
}

describe('who pastes the public key of an issuer into a verifier', () => {
  test.each([
    ['/issuers/far/keys', 'serviceb', '/issuers/far/token'],
    ['/issuers/far/keys?algorithm=ES384', 'serviceb', '/issuers/far/token'],
    ['/issuers/far/keys?algorithm=RS256', 'rsa', '/issuers/far/token'],
    ['/keys', 'serviceb', '/token'],
    ['/keys?algorithm=RS256', 'rsa', '/token'],
  ])('gets from %s the one that its tokens for %s are signed by', async (path, audience, token) => {
    const verified = compactVerify(await factory.grant('servicea', { audience }, token), await pemOf(path))
    await expect(verified).resolves.toBeTruthy()
  })

  test('has no key made by a word: what is not declared is refused, and it says where to declare it', async () => {
    const before = await kids('')
    const { body } = await factory.http.get('/keys?algorithm=EdDSA').expect(404)
    expect(body.detail).toContain('"algorithm": "EdDSA"')
    for (const query of ['?algorithm=HS256', '?algorithm=none', '?algorithm=', '?alg=RS256'])
      await factory.http.get(`/keys${query}`).expect(400)
    expect(await kids('')).toEqual(before)
  })
})

test.each(['', '?prepare=1'])(
  'a new key of an issuer with a declared algorithm is one of that: POST /keys%s',
  async (query) => {
    for (const base of ['/issuers/far', '/issuers/never-used', '']) {
      const { body } = await factory.http.post(`${base}/keys${query}`).expect(201)
      expect(body.alg).toBe(base === '/issuers/far' ? 'ES384' : 'ES256')
      expect(await kids(base)).toContain(body.kid)
    }
  },
)
