import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import { decodeUnverified } from '#core/token/decode-unverified'
import { openTestFactory, type TestFactory } from './test-factory.ts'
import request from '../tests/support/request.ts'

let factory: TestFactory
beforeAll(async () => {
  factory = await openTestFactory()
})
afterAll(() => factory.close())

test('GET /healthz is 200 when the factory can issue and verify', async () => {
  const { status, body, headers } = await request(factory.app).get('/healthz')
  expect({ status, body }).toEqual({ status: 200, body: { status: 'ok' } })
  expect(headers['content-type']).toBe('application/json')
})

test('GET /healthz is 503 without a key', async () => {
  const { app, close } = await openTestFactory({ ringIds: [] })
  onTestFinished(close)
  const { status, body } = await request(app).get('/healthz')
  expect(status).toBe(503)
  expect(body.type).toBe('urn:jwt-sandbox:problem:cannot-decide')
})

test.each([
  ['get', '/nothing'],
  ['get', '/KEYS/servicea'],
] as const)('%s %s is a 404 problem with a trace id', async (method, path) => {
  const { status, body, headers } = await request(factory.app)[method](path)
  expect(status).toBe(404)
  expect(headers['content-type']).toBe('application/problem+json')
  expect(body).toEqual({
    type: 'urn:jwt-sandbox:problem:not-found',
    title: expect.any(String),
    status: 404,
    detail: expect.stringContaining(path),
    instance: path,
    traceId: expect.stringMatching(/^[\da-f]{32}$/),
  })
})

test.each([
  ['get', '/issueToken/servicea', 'POST, OPTIONS'],
  ['delete', '/keys', 'GET, POST, OPTIONS'],
  ['put', '/keys/servicea', 'GET, POST, DELETE, OPTIONS'],
  ['head', '/keys/new-one', 'GET, POST, DELETE, OPTIONS'],
  ['head', '/issuers/near/keys', 'GET, POST, OPTIONS'],
  ['get', '/issuers/near', 'DELETE, OPTIONS'],
  ['post', '/issuers/near', 'DELETE, OPTIONS'],
  ['put', '/issuers/near', 'DELETE, OPTIONS'],
  ['post', '/.well-known/openid-configuration/issuers/near', 'GET, HEAD, OPTIONS'],
] as const)('%s %s is a 405 problem that says what is taken, and makes nothing', async (method, path, allow) => {
  const before = await factory.files()
  const { status, headers } = await request(factory.app)[method](path)
  expect([status, headers['allow']]).toEqual([405, allow])
  expect(await factory.files()).toEqual(before)
})

test('says nothing about what it is built with', async () => {
  const { headers } = await request(factory.app).get('/')
  expect(headers).not.toHaveProperty('x-powered-by')
  expect(headers).not.toHaveProperty('server')
})

describe('with ALGORITHM set', () => {
  test.each(ALL_ALGORITHMS)('%s: issues tokens and believes them', async (algorithm) => {
    const { issue, verdictOn, close, app } = await openTestFactory({ env: { ALGORITHM: algorithm } })
    onTestFinished(close)
    const token = await issue('servicea', { aud: 'serviceb' })
    expect(decodeUnverified(token)?.header).toMatchObject({ alg: algorithm })
    expect(await verdictOn(token)).toMatchObject({ valid: true, claims: { sub: 'servicea' } })
    const { alg, jwk } = (await request(app).get('/keys/servicea')).body
    expect({ alg, jwkAlg: jwk.alg }).toEqual({ alg: algorithm, jwkAlg: algorithm })
  })
})

const kidsOf = ({ rings }: TestFactory) => rings.keySet().keys.map(({ kid }) => kid)

describe('after a restart', () => {
  test('keys and the tokens that they signed are still good, those of replaced keys too', async () => {
    const first = await openTestFactory()
    onTestFinished(first.close)
    const early = await first.issue('servicea', { aud: 'serviceb' })
    await first.rings.renew('servicea')
    const late = await first.issue('servicea', { aud: 'serviceb' })
    const second = await openTestFactory({ keysFolder: first.keysFolder })
    expect((await second.verdictOn(early)).valid).toBe(true)
    expect((await second.verdictOn(late)).valid).toBe(true)
    expect(second.rings.active('servicea')?.kid).toBe(first.rings.active('servicea')?.kid)
    expect(kidsOf(second)).toEqual(kidsOf(first))
  })

  test('with another algorithm, new tokens use it and earlier ones stay good', async () => {
    const first = await openTestFactory()
    onTestFinished(first.close)
    const early = await first.issue('servicea', { aud: 'serviceb' })
    const second = await openTestFactory({ keysFolder: first.keysFolder, env: { ALGORITHM: 'EdDSA' } })
    expect((await second.verdictOn(early)).valid).toBe(true)
    expect(decodeUnverified(await second.issue('servicea'))?.header).toMatchObject({ alg: 'EdDSA' })
  })
})

describe('traces', () => {
  const TRACE_ID = 'a'.repeat(32)
  const parent = (flags: string) => `00-${TRACE_ID}-${'b'.repeat(16)}-${flags}`
  const stepsOf = async () => (await request(factory.app).get(`/traces/${TRACE_ID}`)).body

  test('without a sampled traceparent nothing is recorded', async () => {
    await request(factory.app).post('/issueToken/servicea').set('traceparent', parent('00')).expect(200)
    expect(await stepsOf()).toEqual([])
  })

  test('with one, the steps are kept under its trace id, and the signature is not', async () => {
    const issued = await request(factory.app).post('/issueToken/servicea').set('traceparent', parent('01')).expect(200)
    const recordings = await stepsOf()
    expect(recordings).toMatchObject([
      { parentId: 'b'.repeat(16), steps: [{ who: 'jwt-factory', verb: 'signs', ringId: 'servicea' }] },
    ])
    expect(JSON.stringify(recordings)).not.toContain(issued.text.split('.')[2])
  })

  test('a problem names the trace id of its caller', async () => {
    const answer = await request(factory.app).get('/nothing').set('traceparent', parent('00'))
    expect(answer.body.traceId).toBe(TRACE_ID)
  })
})
