import jwt, { type Algorithm } from 'jsonwebtoken'
import jwksRsa, { type Options } from 'jwks-rsa'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { kidOf } from './support/grants.ts'
import { openLoneFactory, type LoneFactory } from './support/lone-factory.ts'
import { openTrusting, type Trusting } from './support/trusting.ts'

// Proof with clients that we did not write: jsonwebtoken, with keys from jwks-rsa, which keeps those that it has met.

let factory: LoneFactory
let trusting: Trusting
beforeAll(async () => {
  factory = await openLoneFactory()
})
beforeEach(async () => {
  trusting = await openTrusting(factory.keysFolder)
  return trusting.close
})
afterAll(() => factory.close())

/** serviceb, as people write it. */
function verifier(path: string, options: Partial<Options> = {}, issuer = factory.urlOf(path), agent = trusting.agent) {
  const client = jwksRsa({ jwksUri: `${issuer}/jwks`, requestAgent: agent, ...options })
  return async (token: string, algorithm: Algorithm = 'ES256') => {
    const { publicKey } = (await client.getSigningKey(kidOf(token))) as { publicKey: string } // both kinds have it
    return jwt.verify(token, publicKey, { algorithms: [algorithm], audience: 'serviceb', issuer })
  }
}

describe.each([
  ['the main issuer', ''],
  ['a named issuer', '/issuers/near'],
])('jwks-rsa with jsonwebtoken and %s', (_name, path) => {
  test('believe a token', async () => {
    const token = await factory.grant('servicea', { scope: 'orders.read' }, path)
    expect(await verifier(path)(token)).toMatchObject({ sub: 'servicea', aud: 'serviceb', scope: 'orders.read' })
  })

  test('refuse what is for another audience, has expired, is changed, or is of another issuer', async () => {
    const verify = verifier(path)
    const name = 'JsonWebTokenError'
    await expect(verify(await factory.grant('serviceb', {}, path))).rejects.toMatchObject({
      name,
      message: expect.stringContaining('audience'),
    })
    const expired = await factory.grant('servicea', {}, path, '?expired=1')
    await expect(verify(expired)).rejects.toMatchObject({ name: 'TokenExpiredError' })
    const changed = (await factory.grant('servicea', {}, path)).slice(0, -8) + 'AAAAAAAA'
    await expect(verify(changed)).rejects.toMatchObject({ name, message: 'invalid signature' })
    const foreign = await factory.grant('servicea', {}, path === '' ? '/issuers/far' : '')
    await expect(verify(foreign)).rejects.toMatchObject({ name: 'SigningKeyNotFoundError' })
  })

  test('survive a rotation: one request for the next key, and the earlier one is still good', async () => {
    const verify = verifier(path)
    const before = await factory.grant('servicea', {}, path)
    await verify(before)
    const prepared = await factory.prepare(path)
    expect(kidOf(await factory.grant('servicea', {}, path)), 'it does not sign yet').toBe(kidOf(before))
    expect(await factory.rotate(path)).toBe(prepared)
    const after = await factory.grant('servicea', {}, path)
    expect(kidOf(after)).toBe(prepared)
    for (const token of [after, before, after]) expect(await verify(token)).toMatchObject({ sub: 'servicea' })
    expect(trusting.agent.asked).toBe(2)
    await expect(verifier(path)(before), 'who starts now finds it too').resolves.toMatchObject({ sub: 'servicea' })
  })

  test('find a revoked key no longer', async () => {
    const token = await factory.grant('servicea', {}, path)
    const verify = verifier(path, { cache: false })
    await verify(token)
    await factory.revokeKey(kidOf(token), path)
    await expect(verify(token)).rejects.toMatchObject({ name: 'SigningKeyNotFoundError' })
    expect(await verify(await factory.grant('servicea', {}, path))).toMatchObject({ sub: 'servicea' })
  })
})

/** jsonwebtoken knows no EdDSA. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'] as const

test.each(ALGORITHMS)('jwks-rsa with jsonwebtoken believe %s', async (algorithm) => {
  const other = await openLoneFactory({ ALGORITHM: algorithm })
  onTestFinished(other.close)
  const { agent, close } = await openTrusting(other.keysFolder)
  onTestFinished(close)
  const verify = verifier('', {}, other.urlOf(''), agent)
  expect(await verify(await other.grant('servicea'), algorithm)).toMatchObject({ sub: 'servicea' })
})
