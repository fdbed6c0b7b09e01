import { Buffer } from 'node:buffer'
import { constants, createPublicKey, verify } from 'node:crypto'
import { compactVerify, createLocalJWKSet } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import { openTestIssuer, type TestIssuer } from '../test-issuer.ts'

let factory: TestIssuer
beforeAll(async () => void (factory = await openTestIssuer()))
afterAll(() => factory.close())

const base64url = (text: string) => Buffer.from(text, 'latin1').toString('base64url')
const ask = (body: object) => factory.http.post('/control/signature').send(body)
const keysAt = async (path: string) => (await factory.http.get(path).expect(200)).body.keys

test.each(ALL_ALGORITHMS)('a text is signed by %s with a key that the issuer publishes', async (alg) => {
  const text = `${base64url(JSON.stringify({ alg }))}.${base64url('no JSON')}`
  const { body } = await ask({ text: base64url(text), signedBy: { issuer: '@', alg } }).expect(200)
  expect(body.algorithm).toBe(alg)
  const keys = await keysAt('/jwks')
  expect(keys.map(({ kid }: { kid: string }) => kid)).toContain(body.kid)
  const keySet = createLocalJWKSet({ keys: keys.filter(({ kid }: { kid: string }) => kid === body.kid) })
  const { payload } = await compactVerify(`${text}.${body.signature}`, keySet)
  expect(Buffer.from(payload).toString()).toBe('no JSON')
})

test('header and payload may come as they stand, and as much of them as the body has room for', async () => {
  const payload = base64url('x'.repeat(76_000))
  const { body } = await ask({ signingInput: `${base64url('{"alg":"ES256"}')}.${payload}` }).expect(200)
  const token = `${base64url('{"alg":"ES256"}')}.${payload}.${body.signature}`
  const verified = await compactVerify(token, createLocalJWKSet({ keys: await keysAt('/jwks') }))
  expect(verified.payload).toHaveLength(76_000)
})

test('without a word of who signs it is the main issuer; a named one and a ring sign by their own keys', async () => {
  for (const [by, path] of [
    [{}, '/jwks'],
    [{ signedBy: { issuer: 'near' } }, '/issuers/near/jwks'],
    [{ signedBy: { ring: 'servicea' } }, '/keys/servicea/jwks'],
  ] as const) {
    const { body } = await ask({ text: 'AAAA', ...by }).expect(200)
    expect(
      (await keysAt(path)).map(({ kid }: { kid: string }) => kid),
      path,
    ).toContain(body.kid)
  }
})

test('a key is used otherwise than its algorithm says', async () => {
  const order = { text: base64url('any'), signedBy: { issuer: '@', alg: 'PS256' }, scheme: 'PS256 without salt' }
  const { body } = await ask(order).expect(200)
  const jwk = (await keysAt('/jwks')).find(({ kid }: { kid: string }) => kid === body.kid)
  const key = createPublicKey({ key: jwk, format: 'jwk' })
  const without = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 0 }
  expect(verify('sha256', Buffer.from('any'), without, Buffer.from(body.signature, 'base64url'))).toBe(true)
})

test.each([
  [{ text: 'AAAA', scheme: 'RS256' }, 'A key for ES256 cannot be used as RS256.'],
  [{ text: 'AAAA', scheme: 'ES384' }, 'A key for ES256 cannot be used as ES384.'],
  [{ text: 'AA=' }, 'is no base64url'],
  [{}, 'has text or signingInput'],
  [{ text: 'AAAA', signingInput: 'AAAA.AAAA' }, 'has text or signingInput'],
  [{ signingInput: 'AAAA' }, 'is no header and payload as base64url'],
  [{ text: 'AAAA', signedBy: 'stranger' }, 'is not {issuer, alg} or {ring}'],
  [{ text: 'AAAA', signedBy: { issuer: '../x' } }, 'is not the name of an issuer'],
  [{ text: 'AAAA', scheme: 'HS256' }, 'scheme'],
])('%j is refused', async (order, why) => {
  const { status, body } = await ask(order)
  expect([status, body.detail]).toEqual([400, expect.stringContaining(why)])
})

test('a page of another origin, and whoever is not on this machine, gets no signature', async () => {
  await ask({ text: 'AAAA' }).set('origin', 'https://evil.test').expect(403)
  await ask({ text: 'AAAA' }).set('via', '1.1 proxy').expect(403)
})
