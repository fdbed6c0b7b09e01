import { type JWK } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestIssuer, type TestIssuer } from '../test-issuer.ts'

let factory: TestIssuer
beforeAll(async () => {
  factory = await openTestIssuer()
})
afterAll(() => factory.close())

const refused = async (order: object) => {
  const { status, body } = await factory.http.post('/control/mint').send(order)
  expect(status).toBe(400)
  return String(body.detail)
}

test.each<[object, RegExp]>([
  [{ signedBy: 'somebody' }, /signedBy: is not "stranger", "nobody", \{ring\}/],
  [{ signedBy: { ring: '../x' } }, /signedBy/],
  [{ signedBy: { issuer: 'a b' } }, /signedBy/],
  [{ signedBy: { secret: '' } }, /signedBy/],
  [{ signedBy: { secret: 'x', alg: 'none' } }, /signedBy/],
  [{ signedBy: { secret: 'x', alg: 'ES256' } }, /ES256 signs with an EC key of P-256, and this key is another one/],
  [{ signedBy: { pem: 'x' } }, /This is no private key that can be read/],
  [{ lifetime: 'long' }, /lifetime: "long" is no duration/],
  [{ lifetime: '5m', claims: null }, /lifetime: has nothing to change/],
  [{ lifetime: '5m', without: ['exp'] }, /lifetime: has nothing to change/],
  [{ lifetime: '5m', claims: { exp: 1 } }, /lifetime: has nothing to change/],
  [{ lifetime: '5m', segments: { payload: 'e30' } }, /lifetime: has nothing to change/],
  [{ claims: 'x' }, /claims/],
  [{ without: 'exp' }, /without/],
  [{ expired: true }, /"expired" is not known here/],
  [{ claim: {} }, /did you mean "claims"/],
  [{ segments: { foo: '' } }, /segments: "foo" is not known here\. There are: header, payload, signature/],
])('%j is refused, and says why', async (order, detail) => {
  expect(await refused(order)).toMatch(detail)
})

test('a refusal repeats no key and no secret', async () => {
  const jwk: JWK = { kty: 'EC', crv: 'P-256', d: 'aHVudGVyMi1odW50ZXIyLWh1bnRlcjI' }
  for (const signedBy of [{ jwk }, { pem: 'hunter2-hunter2' }, { secret: 'hunter2-hunter2', alg: 'RS256' }])
    expect(await refused({ signedBy })).not.toMatch(/hunter2|aHVudGVy/)
})

test('there is an end to how long a token gets', async () => {
  const { status } = await factory.http.post('/control/mint').send({ claims: { long: 'x'.repeat(90_000) } })
  expect(status).toBe(413)
})
