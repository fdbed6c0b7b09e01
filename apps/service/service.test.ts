import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { ROLES } from '#scenarios'
import { openTestService, type TestService } from './test-service.ts'
import request from '../../tests/support/request.ts'

let service: TestService
beforeAll(async () => {
  service = await openTestService('serviceb')
})
afterAll(() => service.close())

const get = (path: string) => request(service.app).get(path)

test('GET /hello answers hello', async () => {
  const { status, text } = await get('/hello')
  expect({ status, text }).toEqual({ status: 200, text: 'hello' })
})

test('GET /healthz answers that it is up', async () => {
  const { status, body, headers } = await get('/healthz')
  expect({ status, body }).toEqual({ status: 200, body: { status: 'ok' } })
  expect(headers['content-type']).toBe('application/json')
})

describe('GET /', () => {
  test('on A lists the scenarios that it plays', async () => {
    const a = await openTestService('servicea')
    onTestFinished(a.close)
    const { status, body } = await request(a.app).get('/')
    expect(status).toBe(200)
    expect(body.name).toBe('servicea')
    for (const { number, title } of a.parts.scenarios) expect(body.routes[`GET /scenario${number}`]).toBe(title)
    const explained = a.parts.scenarios.flatMap(({ number, variants = {} }) =>
      Object.keys(variants).map((name) => `scenario${number}?${name}=1`),
    )
    expect(explained).toContain('scenario5?wrong-audience=1')
    expect(Object.keys(body.variants)).toEqual(['expired', 'token', 'trace', ...explained])
  })

  test('only on A, who leaves tokens to a sidecar, names /echo: B listens for it where nobody walks around its verifier', async () => {
    const a = await openTestService('servicea')
    onTestFinished(a.close)
    const { body } = await request(a.app).get('/echo').set('authorization', 'Bearer eyJhbGciOiJub25lIn0.e30.')
    expect(body).toMatchObject({
      method: 'GET',
      path: '/echo',
      headers: { authorization: 'Bearer eyJhbGci…' },
      size: 0,
    })
    expect((await get('/echo')).status).toBe(404)
  })

  test('on B lists its side of them, and no scenario that somebody else plays', async () => {
    const { body } = await get('/')
    expect(Object.keys(body.routes)).toEqual([
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15].map((number) => `GET /scenario${number}-server`),
      'POST /gen-keys',
      'GET /hello',
      'GET /traces/:traceId',
      'GET /traces/:traceId/tokens',
      'GET /healthz',
      'GET /openapi.json',
      'GET /',
      '/control/…',
    ])
  })

  test('names only what is there', async () => {
    const { body } = await get('/')
    for (const route of Object.keys(body.routes)) {
      const [method = '', path = ''] = route.startsWith('/') ? ['GET', route.replace('/…', '')] : route.split(' ')
      const call = request(service.app)[method === 'GET' ? 'get' : 'post']
      expect((await call(path.replace(':traceId', 'x'))).status, route).not.toBe(404)
    }
  })
})

test.each([
  ['serviceb', 1],
  ['serviceb', 4],
  ['servicec', 2],
  ['servicec', 3],
] as const)('on %s, /scenario%i is a 404 problem that says who plays it and where', async (role, number) => {
  const { app, close, asked } = await openTestService(role, { env: { SERVICEA_PORT: '3456' } })
  onTestFinished(close)
  const { status, body, headers } = await request(app).get(`/scenario${number}`)
  expect(status).toBe(404)
  expect(headers['content-type']).toBe('application/problem+json')
  expect(body.type).toBe('urn:jwt-sandbox:problem:not-found')
  expect(body.detail).toContain(`servicea plays scenario ${number}, not ${role}`)
  expect(body.detail).toContain(`curl localhost:3456/scenario${number}`)
  expect(asked).toEqual([])
})

test.each([
  ['get', '/nothing'],
  ['get', '/scenario99'],
  ['get', '/scenario1-Server'],
  ['get', '/scenario01'],
] as const)('%s %s is a 404 problem with a trace id', async (method, path) => {
  const { status, body, headers } = await request(service.app)[method](path)
  expect(status).toBe(404)
  expect(headers['content-type']).toBe('application/problem+json')
  expect(body).toMatchObject({ status: 404, instance: path, traceId: expect.stringMatching(/^[\da-f]{32}$/) })
})

test.each([
  ['post', '/hello', 'GET, HEAD, OPTIONS'],
  ['get', '/gen-keys', 'POST, OPTIONS'],
] as const)('%s %s is a 405 problem that says what is taken', async (method, path, allow) => {
  const { status, headers } = await request(service.app)[method](path)
  expect([status, headers['allow']]).toEqual([405, allow])
})

describe('POST /gen-keys', () => {
  test.each(ROLES)('on %s makes a new pair of its own and says in which folder', async (role) => {
    const { app, keys, keysFolder, close } = await openTestService(role)
    onTestFinished(close)
    const before = keys.active(role)?.kid
    const { status, body, headers } = await request(app).post('/gen-keys')
    expect(status).toBe(200)
    expect(headers['content-type']).toBe('application/json')
    expect(body).toEqual({ folder: expect.stringMatching(new RegExp(`^[^/]+/${role}$`)) })
    expect(keysFolder.endsWith(`/${body.folder.split('/')[0]}`)).toBe(true)
    expect(keys.active(role)?.kid).not.toBe(before)
    expect(keys.ids()).toEqual([role])
  })

  test('says when there is no room for another key', async () => {
    const { app, keys, close } = await openTestService('serviceb')
    onTestFinished(close)
    while (keys.published('serviceb').length < 100) await keys.renew('serviceb')
    const { status, body } = await request(app).post('/gen-keys')
    expect(status).toBe(429)
    expect(body.type).toBe('urn:jwt-sandbox:problem:too-many-keys')
  })
})

const callee = (traceparent: string) =>
  get('/scenario1-server').set('authorization', 'Bearer x').set('traceparent', traceparent)

describe('traces', () => {
  const TRACE_ID = 'c'.repeat(32)
  const parent = (flags: string, traceId = TRACE_ID) => `00-${traceId}-${'d'.repeat(16)}-${flags}`

  test('without a sampled traceparent nothing is recorded', async () => {
    await callee(parent('00'))
    expect((await get(`/traces/${TRACE_ID}`)).body).toEqual([])
  })

  test('with one, the steps are kept under its trace id', async () => {
    await callee(parent('01'))
    expect((await get(`/traces/${TRACE_ID}`)).body).toMatchObject([
      { parentId: 'd'.repeat(16), steps: [{ who: 'serviceb', verb: 'asks', to: 'jwt-factory' }] },
    ])
  })

  test('only the last hundred are kept', async () => {
    for (let index = 0; index < 101; index++) await callee(parent('01', String(index).padStart(32, 'e')))
    expect((await get(`/traces/${TRACE_ID}`)).body).toEqual([])
    expect((await get(`/traces/${'100'.padStart(32, 'e')}`)).body).toHaveLength(1)
  })

  test.each(['nonsense', '__proto__', 'x'.repeat(300)])('an id that names no trace has none: %s', async (traceId) => {
    const { status, body } = await get(`/traces/${traceId}`)
    expect({ status, body }).toEqual({ status: 200, body: [] })
  })
})
