import express from 'express'
import { auth, requiredScopes, type AuthOptions } from 'express-oauth2-jwt-bearer'
import jwt, { type Algorithm } from 'jsonwebtoken'
import jwksRsa from 'jwks-rsa'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { kidOf } from './support/grants.ts'
import { hostileToken } from './support/hostile-tokens.ts'
import { openLoneFactory, type LoneFactory } from './support/lone-factory.ts'
import { ask } from './support/play-all.ts'
import { openTrusting, type Trusting } from './support/trusting.ts'
import request from './support/request.ts'

// Proof with verifiers that we did not write, as people write them at serviceb: jsonwebtoken with keys from jwks-rsa, which keeps those
// that it has met; and an app that is guarded by express-oauth2-jwt-bearer, which keeps the whole set.

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

/** What it makes of a token: its claims, or why not. */
type Verify = (token: string) => Promise<{ claims: object; refused?: never } | { refused: string; claims?: never }>

function byJwksRsa(
  path: string,
  { cache = true, issuer = factory.urlOf(path), agent = trusting.agent, algorithm = 'ES256' as Algorithm } = {},
): Verify {
  const client = jwksRsa({ jwksUri: `${issuer}/jwks`, requestAgent: agent, cache })
  return async (token) => {
    try {
      const { publicKey } = (await client.getSigningKey(kidOf(token))) as { publicKey: string } // both kinds have it
      return { claims: Object(jwt.verify(token, publicKey, { algorithms: [algorithm], audience: 'serviceb', issuer })) }
    } catch (error) {
      return { refused: String(error) }
    }
  }
}

/** The API of serviceb. `strict` makes it want all of RFC 9068: `at+jwt`, and every claim. */
function guarded(options: AuthOptions) {
  const app = express()
  app.use(auth({ audience: 'serviceb', strict: true, agent: trusting.agent, ...options }))
  app.get('/', (incoming, response) => void response.json(incoming.auth?.payload))
  app.get('/orders', requiredScopes('orders.read'), (_incoming, response) => void response.json([]))
  return (token: string, path = '/') => request(app).get(path).auth(token, { type: 'bearer' })
}

/** It asks again at once when it meets a key that it does not know. */
const byDiscovery = (path = '', options: AuthOptions = {}) =>
  guarded({ issuerBaseURL: factory.urlOf(path), cooldownDuration: 0, ...options })

const asVerify =
  (get: ReturnType<typeof guarded>): Verify =>
  async (token) => {
    const { status, body, headers } = await get(token)
    return status === 200 ? { claims: body } : { refused: `${status} ${headers['www-authenticate']}` }
  }

const INVALID = /^401 Bearer .*error="invalid_token"/

const VERIFIERS = {
  'jsonwebtoken with jwks-rsa': {
    open: byJwksRsa,
    openForgetful: (path: string) => byJwksRsa(path, { cache: false }),
    refusals: [
      /audience/,
      /TokenExpiredError/,
      /invalid signature/,
      /SigningKeyNotFoundError/,
      /SigningKeyNotFoundError/,
    ],
    asksForPrepared: 1,
  },
  'express-oauth2-jwt-bearer': {
    open: (path: string) => asVerify(byDiscovery(path)),
    openForgetful: (path: string) => asVerify(byDiscovery(path, { cacheMaxAge: 0 })),
    refusals: [INVALID, INVALID, INVALID, INVALID, INVALID],
    asksForPrepared: 0,
  },
}

const ROWS = Object.entries(VERIFIERS).flatMap(([name, row]) =>
  ['', '/issuers/near'].map((path) => ({
    name,
    path,
    where: path === '' ? 'the main issuer' : 'a named issuer',
    ...row,
  })),
)

describe.each(ROWS)('$name and $where', ({ path, open, openForgetful, refusals, asksForPrepared }) => {
  test('believe a token', async () => {
    const { claims } = await open(path)(await factory.grant('servicea', { scope: 'orders.read' }, path))
    expect(claims).toMatchObject({ iss: factory.urlOf(path), sub: 'servicea', aud: 'serviceb', scope: 'orders.read' })
  })

  test('refuse what is for another audience, has expired, is changed, or is of another issuer', async () => {
    const verify = open(path)
    const [wrongAudience, expired, changed, foreign] = refusals
    const good = await factory.grant('servicea', {}, path)
    expect((await verify(await factory.grant('serviceb', {}, path))).refused).toMatch(wrongAudience!)
    expect((await verify(await factory.grant('servicea', {}, path, '?expired=1'))).refused).toMatch(expired!)
    expect((await verify(await hostileToken('sig-bit-flipped', good))).refused).toMatch(changed!)
    expect((await verify(await factory.grant('servicea', {}, path === '' ? '/issuers/far' : ''))).refused).toMatch(
      foreign!,
    )
  })

  test('lose nothing by a prepared rotation, nor by one that nobody prepared, and ask once at most for the key', async () => {
    const verify = open(path)
    const prepared = await factory.prepare(path)
    const before = await factory.grant('servicea', {}, path)
    expect(kidOf(before), 'it does not sign yet').not.toBe(prepared)
    await verify(before)
    const atFirst = trusting.agent.asked
    expect(await factory.rotate(path)).toBe(prepared)
    const after = await factory.grant('servicea', {}, path)
    expect(kidOf(after)).toBe(prepared)
    for (const token of [after, before, after]) expect(await verify(token)).toHaveProperty('claims.sub', 'servicea')
    expect(trusting.agent.asked - atFirst).toBe(asksForPrepared)

    const made = await factory.rotate(path)
    const next = await factory.grant('servicea', {}, path)
    expect(kidOf(next)).toBe(made)
    for (const token of [next, before, next]) expect(await verify(token)).toHaveProperty('claims.sub', 'servicea')
    expect(trusting.agent.asked - atFirst).toBe(asksForPrepared + 1)
    expect(await open(path)(before), 'who starts now finds it too').toHaveProperty('claims')
  })

  test('refuse the tokens of a revoked key as soon as they ask again, and believe those of the next', async () => {
    const verify = openForgetful(path)
    const token = await factory.grant('servicea', {}, path)
    expect(await verify(token)).toHaveProperty('claims')
    await factory.revokeKey(kidOf(token), path)
    expect((await verify(token)).refused).toMatch(refusals[4]!)
    expect(await verify(await factory.grant('servicea', {}, path))).toHaveProperty('claims.sub', 'servicea')
  })
})

/** jsonwebtoken knows no EdDSA. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'] as const

test.each(ALGORITHMS)('jwks-rsa with jsonwebtoken believe %s', async (algorithm) => {
  const other = await openLoneFactory({ ALGORITHM: algorithm })
  onTestFinished(other.close)
  const { agent, close } = await openTrusting(other.keysFolder)
  onTestFinished(close)
  const verify = byJwksRsa('', { issuer: other.urlOf(''), agent, algorithm })
  expect(await verify(await other.grant('servicea'))).toHaveProperty('claims.sub', 'servicea')
})

describe('express-oauth2-jwt-bearer', () => {
  test('finds the keys at the address of the key set, too', async () => {
    const get = guarded({ issuer: factory.urlOf(''), jwksUri: factory.urlOf('/jwks') })
    expect((await get(await factory.grant('servicea'))).body).toMatchObject({ client_id: 'servicea' })
  })

  test('lets a scope decide', async () => {
    const get = byDiscovery()
    expect((await get(await factory.grant('servicea', { scope: 'orders.read' }), '/orders')).status).toBe(200)
    expect((await get(await factory.grant('servicea'), '/orders')).status).toBe(403)
  })

  test('believes nobody in the name of the issuer who is no client, however lax it is', async () => {
    const headers = { 'content-type': 'application/json' }
    const issue = (iss: string) => {
      const body = JSON.stringify({ iss, aud: 'serviceb', client_id: 'servicea', jti: 'a' })
      return ask(factory.port, '/issueToken/servicea', { method: 'POST', headers, body })
    }
    expect((await issue(factory.urlOf('')))?.status).toBe(400)
    const token = (await issue('https://other.test'))?.text ?? ''
    expect((await byDiscovery('', { strict: false })(token)).status).toBe(401)
  })
})
