import { describe, expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { createControl } from '../control/control.ts'
import { createLog } from '../log.ts'
import { createTraces } from '../trace/recorder.ts'
import { createApp } from './app.ts'
import { createGuard } from './guard.ts'
import { mountRoutes, refuseOtherMethods } from './mount-routes.ts'
import { makingState, makingTokens, openToListed, openToPages, route } from './routes.ts'
import { sendJson } from './send.ts'
import request from '../../tests/support/request.ts'

const LISTED = 'http://localhost:8080'
const clock = manualClock(0)
const control = createControl({ machine: clock, isOn: true })
const log = createLog({ name: 'test', level: 'silent', format: 'json', clock, write: () => {} })
const guard = createGuard({
  host: '127.0.0.1',
  allowedHosts: ['host.docker.internal', 'Issuer.Test'],
  tlsNames: ['Certified.Test'],
  allowedOrigins: [LISTED],
  urls: [new URL('https://factory.example:5443')],
})

let called: string[] = []
const answer = (name: string) =>
  route(name, 'test', (asked, response) => {
    called.push(`${asked.method} ${asked.path}`)
    sendJson(response, 200, {})
  })
const ROUTES = [
  answer('GET /plain'),
  answer('POST /change'),
  answer('DELETE /change/:one'),
  openToPages(answer('GET /keys')),
  openToListed(answer('POST /token')),
  makingState(answer('GET /make/:one')),
  makingTokens(answer('GET /play')),
]
const app = createApp(
  { name: 'test', log, traces: createTraces('test', clock), guard, machine: clock, control },
  (routes) => {
    mountRoutes(routes, ROUTES, { guard, control })
    routes.use(refuseOtherMethods(ROUTES, guard))
  },
)

const ask = (
  method: 'get' | 'post' | 'put' | 'delete' | 'head' | 'options',
  path: string,
  headers: Record<string, string> = {},
) => {
  called = []
  return request(app)[method](path).set(headers)
}

describe('whom a request addresses', () => {
  test.each([
    'localhost',
    'LOCALHOST:3000',
    'a.localhost',
    '127.0.0.1:5555',
    '[::1]:5555',
    '192.168.1.5',
    'servicea',
    'jwt-factory:5443',
    'host.docker.internal',
    'issuer.test:1',
    'certified.test',
    'factory.example',
  ])('%s is one of our names', async (host) => void (await ask('get', '/plain', { host }).expect(200)))

  test.each([
    'evil.test',
    'evil.test:3000',
    'localhost.evil.test',
    'notlocalhost',
    '127.0.0.1.evil.test',
    'localhost.',
    '',
    'serviced',
    'x@localhost',
    '.localhost',
    'a..localhost',
    '[localhost]',
  ])(
    '"%s" is none, and nobody is called: a page may have made its own name lead here (DNS rebinding)',
    async (host) => {
      const { body } = await ask('get', '/plain', { host }).expect(403)
      expect(body.type).toBe('urn:jwt-sandbox:problem:foreign-host')
      expect(body.detail).toContain('ALLOWED_HOSTS')
      expect(called).toEqual([])
    },
  )
})

const FOREIGN: Record<string, string>[] = [
  { origin: 'https://evil.test' },
  { origin: 'null' },
  { origin: 'http://localhost:9' },
  { origin: 'https://127.0.0.1' },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
  { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
]

describe.each(FOREIGN)('a page of another origin, which sends %j', (headers) => {
  test.each([
    ['get', '/plain'],
    ['post', '/change'],
    ['delete', '/change/x'],
    ['post', '/token'],
    ['get', '/make/x'],
    ['get', '/play'],
  ] as const)('cannot %s %s', async (method, path) => {
    const { body } = await ask(method, path, headers).expect(403)
    expect(body.type).toBe('urn:jwt-sandbox:problem:foreign-origin')
    expect(called).toEqual([])
  })

  test('may read what is public', async () => {
    const { headers: answered } = await ask('get', '/keys', headers).expect(200)
    expect(answered['access-control-allow-origin']).toBe('*')
    expect(answered).not.toHaveProperty('access-control-allow-credentials')
  })
})

const LINK = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }

test('a person who follows a link gets there, but not where that would make something', async () => {
  await ask('get', '/play', LINK).expect(200)
  await ask('get', '/plain', LINK).expect(200)
  const { body } = await ask('get', '/make/x', LINK).expect(403)
  expect(body.detail).toContain('use curl')
  await ask('post', '/change', LINK).expect(403)
})

test.each([{}, { 'sec-fetch-site': 'same-origin' }, { 'sec-fetch-site': 'none' }])(
  'programs, own pages and people who type an address: %j',
  async (headers) => {
    for (const path of ['/plain', '/make/x', '/play']) await ask('get', path, headers).expect(200)
    await ask('post', '/change', headers).expect(200)
  },
)

test('a listed page may call, and what is for listed pages may be read by them alone', async () => {
  const { headers } = await ask('post', '/token', { origin: LISTED }).expect(200)
  expect(headers['access-control-allow-origin']).toBe(LISTED)
  expect(headers['vary']?.toLowerCase()).toContain('origin')
  const plain = await ask('post', '/change', { origin: LISTED }).expect(200)
  expect(plain.headers).not.toHaveProperty('access-control-allow-origin')
})

describe('404, 405, HEAD and OPTIONS make nothing', () => {
  test.each([
    ['put', '/plain', 'GET, HEAD, OPTIONS'],
    ['delete', '/change', 'POST, OPTIONS'],
    ['get', '/change/x', 'DELETE, OPTIONS'],
    ['get', '/token', 'POST, OPTIONS'],
    ['head', '/make/x', 'GET, OPTIONS'],
    ['head', '/play', 'GET, OPTIONS'],
    ['post', '/make/x', 'GET, OPTIONS'],
  ] as const)('%s %s is 405, and says what is taken', async (method, path, allow) => {
    const { headers } = await ask(method, path).expect(405)
    expect(headers['allow']).toBe(allow)
    expect(called).toEqual([])
  })

  test('HEAD is answered where GET makes nothing', async () => void (await ask('head', '/plain').expect(200)))

  test.each(['/nowhere', '/make', '/make/', '/make/x/y', '/change/'])(
    '%s is nowhere, whatever the method',
    async (path) => {
      for (const method of ['get', 'put', 'options', 'head'] as const) await ask(method, path).expect(404)
      expect(called).toEqual([])
    },
  )

  test('OPTIONS says what is taken; a page hears whether it may, before it calls', async () => {
    const preflight = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' }
    const plain = await ask('options', '/change', { origin: 'https://evil.test', ...preflight }).expect(204)
    expect(plain.headers).toMatchObject({ allow: 'POST, OPTIONS' })
    expect(plain.headers).not.toHaveProperty('access-control-allow-origin')
    const foreign = await ask('options', '/token', { origin: 'https://evil.test', ...preflight }).expect(204)
    expect(foreign.headers).not.toHaveProperty('access-control-allow-origin')
    const listed = await ask('options', '/token', { origin: LISTED, ...preflight }).expect(204)
    expect(listed.headers).toMatchObject({
      'access-control-allow-origin': LISTED,
      'access-control-allow-methods': 'POST, OPTIONS',
      'access-control-allow-headers': expect.stringContaining('authorization'),
    })
    expect((await ask('options', '/keys', { origin: 'https://any.test' })).headers['access-control-allow-origin']).toBe(
      '*',
    )
    expect(called).toEqual([])
  })
})
