import express from 'express'
import { auth, requiredScopes, type AuthOptions } from 'express-oauth2-jwt-bearer'
import request from 'supertest'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { kidOf } from './support/grants.ts'
import { openLoneFactory, type LoneFactory } from './support/lone-factory.ts'
import { ask } from './support/play-all.ts'
import { openTrusting, type Trusting } from './support/trusting.ts'

// Proof with clients that we did not write: an app that is guarded by express-oauth2-jwt-bearer, as people write it.

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

/** The API of serviceb. `strict` makes it want all of RFC 9068: `at+jwt`, and every claim. */
function guarded(options: AuthOptions) {
  const app = express()
  app.use(auth({ audience: 'serviceb', strict: true, agent: trusting.agent, ...options }))
  app.get('/', (incoming, response) => void response.json(incoming.auth?.payload))
  app.get('/orders', requiredScopes('orders.read'), (_incoming, response) => void response.json([]))
  const http = request(app)
  return {
    get: (token: string, path = '/') => http.get(path).auth(token, { type: 'bearer' }),
    statusOf: async (token: string) => (await http.get('/').auth(token, { type: 'bearer' })).status,
  }
}

/** It keeps what it has fetched, and asks again at once when it meets a key that it does not know. */
const byDiscovery = (path = '', options: AuthOptions = {}) =>
  guarded({ issuerBaseURL: factory.urlOf(path), cooldownDuration: 0, ...options })

const byKeySet = (path = '') => guarded({ issuer: factory.urlOf(path), jwksUri: factory.urlOf(`${path}/jwks`) })

describe.each([
  ['the main issuer', ''],
  ['a named issuer', '/issuers/near'],
])('express-oauth2-jwt-bearer and %s', (_name, path) => {
  test.each([
    ['discovery', byDiscovery],
    ['the address of the key set', byKeySet],
  ])('believes a token, by %s', async (_how, open) => {
    const answer = await open(path).get(await factory.grant('servicea', { scope: 'orders.read' }, path))
    expect(answer).toMatchObject({
      status: 200,
      body: { iss: factory.urlOf(path), sub: 'servicea', aud: 'serviceb', client_id: 'servicea', scope: 'orders.read' },
    })
  })

  test('refuses what is for another audience, has expired, or is of another issuer', async () => {
    const app = byDiscovery(path)
    const other = path === '' ? '/issuers/far' : ''
    const refused = [
      await factory.grant('serviceb', {}, path),
      await factory.grant('servicea', {}, path, '?expired=1'),
      await factory.grant('servicea', {}, other),
      (await factory.grant('servicea', {}, path)).replace(/\.[^.]{8}/, '.AAAAAAAA'),
    ]
    for (const token of refused) {
      const { status, headers } = await app.get(token)
      expect({ status, challenge: headers['www-authenticate'] }).toEqual({
        status: 401,
        challenge: expect.stringContaining('error="invalid_token"'),
      })
    }
  })

  test('lets a scope decide', async () => {
    const app = byDiscovery(path)
    expect((await app.get(await factory.grant('servicea', { scope: 'orders.read' }, path), '/orders')).status).toBe(200)
    expect((await app.get(await factory.grant('servicea', {}, path), '/orders')).status).toBe(403)
  })

  test('knows a prepared key before it signs: a rotation costs it no request and no refusal', async () => {
    const prepared = await factory.prepare(path)
    const app = byDiscovery(path)
    const before = await factory.grant('servicea', {}, path)
    expect(await app.statusOf(before)).toBe(200)
    const requests = trusting.agent.asked

    expect(await factory.rotate(path)).toBe(prepared)
    const after = await factory.grant('servicea', {}, path)
    expect(kidOf(after)).toBe(prepared)
    expect([await app.statusOf(before), await app.statusOf(after)]).toEqual([200, 200])
    expect(trusting.agent.asked).toBe(requests)
  })

  test('meets a key that nobody prepared: it asks once, and believes', async () => {
    const app = byDiscovery(path)
    const before = await factory.grant('servicea', {}, path)
    expect(await app.statusOf(before)).toBe(200)
    const requests = trusting.agent.asked

    const made = await factory.rotate(path)
    const after = await factory.grant('servicea', {}, path)
    expect(kidOf(after)).toBe(made)
    expect([await app.statusOf(after), await app.statusOf(before), await app.statusOf(after)]).toEqual([200, 200, 200])
    expect(trusting.agent.asked).toBe(requests + 1)
  })

  test('refuses the tokens of a revoked key as soon as it asks again, and believes those of the next', async () => {
    const app = byDiscovery(path, { cacheMaxAge: 0 })
    const token = await factory.grant('servicea', {}, path)
    expect(await app.statusOf(token)).toBe(200)
    await factory.revokeKey(kidOf(token), path)
    expect(await app.statusOf(token)).toBe(401)
    expect(await app.statusOf(await factory.grant('servicea', {}, path))).toBe(200)
  })
})

test('nobody gets a token in the name of the issuer without being a client: not even a lax verifier believes one', async () => {
  const claims = { iss: factory.urlOf(''), aud: 'serviceb', client_id: 'servicea', jti: 'a' }
  const headers = { 'content-type': 'application/json' }
  const issue = (body: object) =>
    ask(factory.port, '/issueToken/servicea', { method: 'POST', headers, body: JSON.stringify(body) })
  expect((await issue(claims))?.status).toBe(400)
  const token = (await issue({ ...claims, iss: 'https://other.test' }))?.text ?? ''
  expect(await byDiscovery('', { strict: false }).statusOf(token)).toBe(401)
})
