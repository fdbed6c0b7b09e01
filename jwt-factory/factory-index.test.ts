import { afterAll, beforeAll, expect, test } from 'vitest'
import { pathTemplate } from '#core/openapi/path'
import { createFactory, factoryRoutes } from './factory.ts'
import { START } from './test-factory.ts'
import { openTestParts, type TestParts } from './test-parts.ts'
import request from '../tests/support/request.ts'

let parts: TestParts
let app: ReturnType<typeof createFactory>
beforeAll(async () => {
  parts = await openTestParts({ start: START, ringIds: ['servicea'] })
  app = createFactory(parts)
})
afterAll(() => parts.close())

test('GET / lists what can be called', async () => {
  const { body } = await request(app).get('/').expect(200)
  expect(body.name).toBe('jwt-factory')
  expect(Object.keys(body.routes)).toEqual([
    'POST /issueToken/:ringId',
    'POST /verify/:ringId',
    'GET /keys/:ringId',
    'POST /keys/:ringId',
    'DELETE /keys/:ringId/:kid',
    'GET /keys/:ringId/jwks',
    'GET /utils/jwks',
    'GET /utils/publicKey/:ringId',
    'GET /utils/keys',
    'DELETE /utils/keys/:ringId',
    'POST /utils/dump',
    'POST /dump',
    'GET /registry/services/:service/keys',
    'GET /registry/services/:service/jwks.json',
    'GET /registry/services/:service/keys/:kid',
    'PUT /registry/services/:service/keys/:kid',
    'DELETE /registry/services/:service/keys/:kid',
    'GET /traces/:traceId',
    'GET /traces/:traceId/tokens',
    'GET /healthz',
    'GET /openapi.json',
    'GET /',
    'POST /api/login',
    'POST /api/renew',
    'POST /api/refresh',
    'GET /api/pkeys',
    'GET /api/available_providers',
    'GET /api/capabilities',
    'GET /metrics',
    'GET /metrics/logs',
    ...['', '/:directory/login', '/:directory/renew', '/:directory/changes'].map((path) => `POST /plays/people${path}`),
    'DELETE /plays/people/:directory',
    'GET /plays/people/pkeys',
    'POST /token',
    'POST /introspect',
    'POST /revoke',
    'GET /authorize',
    'GET /jwks',
    'GET /.well-known/jwks.json',
    'GET /keys',
    'POST /keys',
    'DELETE /keys/:kid',
    'GET /.well-known/oauth-authorization-server',
    'GET /.well-known/openid-configuration',
    'GET /.well-known/oauth-authorization-server/issuers/:name',
    'GET /.well-known/openid-configuration/issuers/:name',
    'DELETE /issuers/:name',
    '/api/admin/…',
    '/admin',
    '/login/…',
    '/control/…',
    '/issuers/:name/…',
  ])
})

const isBelow = (path: string, begins: readonly string[]) =>
  begins.some((begin) => path === begin || path.startsWith(`${begin}/`))

test('GET / has each address, by itself or by a line for many, and /openapi.json says which it leaves out', async () => {
  const lines = Object.keys((await request(app).get('/')).body.routes)
  const { info, paths } = (await request(app).get('/openapi.json')).body
  const many = lines.filter((line) => line.endsWith('/…')).map((line) => line.slice(0, -2))
  const leftOut: string[] = String(info.description).match(/(?<= )\/[\w/]+/g) ?? []
  for (const { method, paths: all, isForPages } of factoryRoutes(parts)) {
    for (const path of isForPages ? [] : all) {
      const line = `${method.toUpperCase()} ${path}`
      expect(lines.includes(line) || isBelow(path, many), line).toBe(true)
      expect(Object.hasOwn(paths, pathTemplate(path)) !== isBelow(path, leftOut), line).toBe(true)
    }
  }
  expect(lines.length).toBeLessThan(60)
})

const CALLS: Record<string, 'post' | 'delete'> = { POST: 'post', DELETE: 'delete' }

test('every route of the index is there', async () => {
  const { body } = await request(app).get('/')
  for (const route of Object.keys(body.routes)) {
    const [method = '', path = ''] = route.startsWith('/') ? ['GET', route] : route.split(' ')
    const example = path
      .replace(':ringId', 'servicea')
      .replace(/:\w+/, 'x')
      .replace('/control/…', '/control')
      .replace('/api/admin/…', '/api/admin/totals')
      .replace('…', 'jwks')
    const answer = await request(app)[CALLS[method] ?? 'get'](example)
    expect(answer.body.detail ?? '', route).not.toContain('There is nothing at')
  }
})
