import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { pairHeaders } from '../gateway/send-through.ts'
import type { GatewayOrder } from '../pages/gateway/gateway-state.ts'
import { openScriptedConsole } from '../test-console.ts'

const ORDER: GatewayOrder = { gateway: 'stateless-gateway', terms: 'own', token: 'good', spoofs: true }

/** Both gateways, at one port. @param answers what it says, by method and path; else 404 */
async function openScriptedGateways(answers: Record<string, [status: number, body: unknown]>) {
  const heard: { line: string; headers: NodeJS.Dict<string | string[]> }[] = []
  const server: Server = createServer((request, response) => {
    const line = `${request.method} ${request.url}`
    heard.push({ line, headers: request.headers })
    const [status, body] = answers[line] ?? [404, { message: 'Not found' }]
    request.resume()
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const place = `localhost:${(server.address() as AddressInfo).port}` // it listens on a port
  const opened = await openScriptedConsole({
    answer: (_name, { path }) => {
      if (path === '/')
        return { status: 200, body: { parties: { 'stateless-gateway': place, 'plugin-gateway': place } } }
      if (path === '/control') return { status: 200, body: { clock: { now: '2030-01-01T00:00:00.000Z' } } }
      const steps = [{ verb: 'believes', sentence: 'The gateway believes the token.' }]
      return path.includes('/traces/') ? { status: 200, body: [{ steps }] } : undefined
    },
  })
  return { ...opened, heard }
}

const ECHO = { headers: { 'x-consumer-id': '7', authorization: 'Bearer eyJhbGciOi.x.y' } }

test('a request is shown before and after, with what the gateway did and without a whole token', async () => {
  const { post, heard } = await openScriptedGateways({
    'POST /consumers/john_doe/jwt': [201, { token: 'eyJhbGciOiJI.eyJzdWIi.c2ln' }],
    'GET /echo': [200, ECHO],
  })
  const { body } = await post('/api/gateway/send', { ...ORDER, terms: 'without-list' }).expect(200)
  expect(body).toMatchObject({ status: 200, steps: [{ verb: 'believes' }] })
  expect(body.headers).toContainEqual({ name: 'x-consumer-id', before: 'admin', after: '7' })
  expect(JSON.stringify(body)).not.toContain('c2ln')
  expect(heard.at(-1)?.headers).toMatchObject({
    tracestate: 'jwt-sandbox=gateway-without-list',
    'x-consumer-id': 'admin',
  })
})

test('the token for the plugins is signed by the clock of the sandbox', async () => {
  const { post, heard } = await openScriptedGateways({
    'PUT /consumers/john_doe/jwt/console': [200, { key: 'console', secret: 's'.repeat(32) }],
    'GET /echo': [401, { message: 'Invalid signature' }],
  })
  const order = { ...ORDER, gateway: 'plugin-gateway', terms: 'anonymous', token: 'expired', spoofs: false }
  expect((await post('/api/gateway/send', order).expect(200)).body).toMatchObject({
    status: 401,
    said: 'Invalid signature',
  })
  const [, claims = ''] = String(heard.at(-1)?.headers['authorization']).split('.')
  const { exp } = JSON.parse(Buffer.from(claims, 'base64url').toString())
  expect(exp).toBe(Date.parse('2030-01-01T00:00:00Z') / 1000 - 3600)
})

test('credentials are shown without their secrets, and made and removed', async () => {
  const { post, http, heard } = await openScriptedGateways({
    'GET /consumers': [200, { data: [{ id: '7', username: 'john_doe', custom_id: null }] }],
    'GET /jwts?size=50': [200, { data: [{ key: 'k', secret: 'hidden', algorithm: 'HS256', consumer: { id: '7' } }] }],
    'GET /blacklist?size=50': [200, { data: [{ key: 'jti:1' }] }],
    'POST /consumers/7/jwt': [201, {}],
  })
  const now = {
    consumers: [{ id: '7', username: 'john_doe', customId: null }],
    credentials: [{ key: 'k', algorithm: 'HS256', consumerId: '7' }],
    blackListed: ['jti:1'],
  }
  expect((await http.get('/api/gateway').expect(200)).body).toEqual(now)
  expect((await post('/api/gateway/change', { act: 'make', consumer: '7' }).expect(200)).body).toEqual(now)
  expect(heard.map(({ line }) => line)).toContain('POST /consumers/7/jwt')
  const refused = await post('/api/gateway/change', { act: 'remove', consumer: '7', key: 'a/b' }).expect(409)
  expect(refused.body.detail).toContain('Not found')
  expect(heard.map(({ line }) => line)).toContain('DELETE /consumers/7/jwt/a%2Fb')
})

test('a token is taken off the black list, whatever its id, and what the gateway says to that is told', async () => {
  const { post, heard } = await openScriptedGateways({ 'DELETE /blacklist/jti%3Aa%2Fb': [204, {}] })
  await post('/api/gateway/change', { act: 'believe', key: 'jti:a/b' }).expect(200)
  expect(heard.map(({ line }) => line)).toContain('DELETE /blacklist/jti%3Aa%2Fb')
  const refused = await post('/api/gateway/change', { act: 'believe', key: 'jti:gone' }).expect(409)
  expect(refused.body.detail).toBe('The stateless gateway says: Not found.')
  await post('/api/gateway/change', { act: 'believe', key: 'x'.repeat(301) }).expect(400)
  await post('/api/gateway/change', { act: 'believe', key: '' }).expect(400)
})

test('without neighbours the page says so', async () => {
  const { http, post } = await openScriptedConsole()
  expect((await http.get('/api/gateway').expect(200)).body.trouble).toContain('cannot be reached')
  await post('/api/gateway/send', ORDER).expect(502)
})

test.each([{ terms: 'verifies-exp' }, { terms: '__proto__' }, { token: 'any' }, { gateway: 'ingress' }, { more: 1 }])(
  'an order that makes no sense is refused: %j',
  async (change) => {
    const { post } = await openScriptedConsole()
    await post('/api/gateway/send', { ...ORDER, ...change }).expect(400)
  },
)

test('headers stand beside each other by their names, whatever the case in which they were sent', () => {
  const pairs = pairHeaders(
    { 'X-Consumer-ID': 'admin', Accept: '*/*' },
    { 'x-consumer-id': '7', host: 'b', connection: 'x' },
  )
  expect(pairs).toEqual([
    { name: 'accept', before: '*/*' },
    { name: 'host', after: 'b' },
    { name: 'x-consumer-id', before: 'admin', after: '7' },
  ])
})
