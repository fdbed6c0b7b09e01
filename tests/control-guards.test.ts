import { createServer, type Server } from 'node:http'
import type { Express } from 'express'
import request from 'supertest'
import { afterAll, describe, expect, test } from 'vitest'
import { STARTED_NAMES } from '#core/config/processes'
import type { Environment } from '#core/config/setting'
import { createControl, type Control } from '#core/control/control'
import type { Route } from '#core/http/routes'
import { createService, serviceRoutes } from '../apps/service/service.ts'
import { openTestService } from '../apps/service/test-service.ts'
import { createFactory, factoryRoutes } from '../jwt-factory/factory.ts'
import { openTestParts } from '../jwt-factory/test-parts.ts'
import { openTestSandbox } from './support/sandbox.ts'

// Who may use the control plane: on each of its routes, in each kind of process.

interface Plane {
  name: string
  app: Express
  control: Control
  routes: Route[]
}

const TOKEN = 'a token of sixteen characters'
const closing: (() => unknown)[] = []
afterAll(() => Promise.all(closing.map((close) => close())))

const isOfPlane = ({ paths }: Route) => paths.some((path) => path.startsWith('/control'))

async function openPlanes(env: Environment = {}, isOn = true): Promise<Plane[]> {
  const settings = { ALLOWED_ORIGINS: LISTED, ...env }
  const factory = await openTestParts({ start: '2026-01-01T00:00:00Z', ringIds: ['@', 'servicea'], env: settings })
  const service = await openTestService('serviceb', { env: settings })
  closing.push(factory.close, service.close)
  const control = isOn ? {} : { control: createControl({ machine: factory.clock, isOn }) }
  const [ofFactory, ofService] = [
    { ...factory, ...control },
    { ...service.parts, ...control },
  ]
  return [
    { ...ofFactory, app: createFactory(ofFactory), routes: factoryRoutes(ofFactory).filter(isOfPlane) },
    { ...ofService, app: createService(ofService), routes: serviceRoutes(ofService).filter(isOfPlane) },
  ]
}

const names = ({ routes }: Plane) => routes.map(({ method, paths }) => `${method} ${paths[0]}`)
const addressOf = ({ paths }: Route) => (paths[0] ?? '').replace(/:\w+/, 'f1')

/** A server to which everybody comes from there. */
function from(address: string, { app }: Plane): Server {
  return createServer((asked, response) => {
    Object.defineProperty(asked.socket, 'remoteAddress', { value: address })
    app(asked, response)
  })
}

type Headers = Record<string, string>

/** What every address is asked by: its own methods, some that it does not take, and what a page asks before it calls. */
const questionsOf = ({ routes }: Plane) => {
  const own = routes.map((one) => ({ method: one.method, address: addressOf(one) }))
  const others = [...new Set(own.map(({ address }) => address))].flatMap((address) =>
    (['head', 'patch', 'options'] as const).map((method) => ({ method, address })),
  )
  return [...own, ...others]
}

/** Asks every route; each time nothing may have come of it, nor is it said what else it takes. @returns the statuses */
async function askAll(plane: Plane, headers: Headers, address?: string): Promise<number[]> {
  const statuses = new Set<number>()
  const asking = request(address === undefined ? plane.app : from(address, plane))
  for (const { method, address: at } of questionsOf(plane)) {
    const body = method === 'post' || method === 'put' || method === 'delete' ? { freeze: true } : undefined
    const { status, headers: answered } = await asking[method](at).set(headers).send(body)
    expect(answered, `${method} ${at}`).not.toHaveProperty('allow')
    statuses.add(status)
  }
  return [...statuses]
}

const ORIGIN = { origin: 'https://evil.test' }
const LISTED = 'https://app.example'
const REFUSED: [string, Headers, string?][] = [
  ['by a foreign name', { host: 'evil.test' }],
  ['by a page of another origin', ORIGIN],
  ['by a page of no origin', { origin: 'null' }],
  ['by a page, as the browser says', { 'sec-fetch-site': 'cross-site' }],
  ['by a page of a neighbour', { 'sec-fetch-site': 'same-site' }],
  ['by a page that may call everything else', { origin: LISTED }],
  ['by a proxy', { 'x-forwarded-for': '127.0.0.1' }],
  ['by a proxy of the standard', { forwarded: 'for=127.0.0.1' }],
  ['from another machine', {}, '10.0.0.7'],
  ['from another machine that calls it localhost', { host: 'localhost' }, '2001:db8::7'],
  ['by an address of the network', { host: '10.0.0.1' }],
  ['by the name of a process', { host: 'jwt-factory' }],
]

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

describe.each(await openPlanes())('$name, without a token', (plane) => {
  test('the plane has all its routes', () => {
    expect(names(plane)).toEqual(
      expect.arrayContaining([
        'get /control',
        'post /control/reset',
        'put /control/clock',
        'get /control/faults',
        'post /control/faults',
        'delete /control/faults',
        'delete /control/faults/:id',
        'get /control/requests',
        'delete /control/requests',
        ...(plane.name === 'jwt-factory'
          ? ['post /control/mint', 'put /control/clients/:id', 'delete /control/clients/:id']
          : []),
      ]),
    )
    expect(plane.routes.every(({ isControl }) => isControl)).toBe(true)
  })

  test.each(REFUSED)('refuses whoever comes %s, on every route', async (_how, headers, address) => {
    for (const more of [{}, bearer(TOKEN)]) expect(await askAll(plane, { ...headers, ...more }, address)).toEqual([403])
    expect(plane.control.say()).toEqual([])
  })

  test('says to whom it answers which methods there are', async () => {
    const patch = await request(plane.app).patch('/control/clock')
    const options = await request(plane.app).options('/control/faults')
    expect([patch.status, patch.headers['allow']]).toEqual([405, 'PUT, OPTIONS'])
    expect([options.status, options.headers['allow']]).toEqual([204, 'GET, HEAD, POST, DELETE, OPTIONS'])
    expect((await request(plane.app).get('/control/nothing')).status).toBe(404)
  })

  test('is shown to a person who follows a link, and changed by none', async () => {
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
    expect((await request(plane.app).get('/control').set(link)).status).toBe(200)
    expect((await request(plane.app).post('/control/reset').set(link)).status).toBe(403)
  })

  test('answers programs of this machine, and its own pages', async () => {
    for (const headers of [{}, { 'sec-fetch-site': 'same-origin' }, bearer(TOKEN)]) {
      const { status, headers: answered } = await request(plane.app).get('/control').set(headers)
      expect([status, answered['cache-control']]).toEqual([200, 'no-store'])
    }
  })
})

describe.each(await openPlanes({ CONTROL_TOKEN: TOKEN }))('$name, with a token', (plane) => {
  const elsewhere = REFUSED.slice(6)

  test.each(elsewhere)(
    'whoever comes %s is let with it, and asked for it otherwise',
    async (_how, headers, address) => {
      for (const wrong of [
        {},
        { authorization: '' },
        { authorization: 'Bearer' },
        bearer('wrong'),
        bearer(TOKEN.slice(1)),
      ])
        expect(await askAll(plane, { ...headers, ...wrong }, address)).toEqual([401])
      expect(plane.control.say()).toEqual([])
      const app = address === undefined ? plane.app : from(address, plane)
      const { status } = await request(app)
        .get('/control')
        .set({ ...headers, ...bearer(TOKEN) })
      expect(status).toBe(200)
    },
  )

  test('a wrong one is refused from here, too; none is needed here', async () => {
    expect(await askAll(plane, bearer('wrong'))).toEqual([401])
    expect((await request(plane.app).get('/control')).status).toBe(200)
  })

  test('whoever has it may also be a page of ALLOWED_ORIGINS, which is refused without it', async () => {
    const origin = { origin: LISTED }
    expect(await askAll(plane, origin)).toEqual([403])
    expect(await askAll(plane, { ...origin, ...bearer('wrong') })).toEqual([403])
    expect((await request(plane.app).post('/control/reset').set(origin)).status).toBe(403)
    const withToken = { ...origin, ...bearer(TOKEN) }
    expect((await request(plane.app).post('/control/reset').set(withToken)).status).toBe(200)
  })

  test.each(REFUSED.slice(0, 5))('it is of no use to whoever comes %s', async (_how, headers) => {
    expect(await askAll(plane, { ...headers, ...bearer(TOKEN) })).toEqual([403])
  })
})

describe.each(await openPlanes({ CONTROL: 'off', CONTROL_TOKEN: TOKEN }, false))('$name, with CONTROL=off', (plane) => {
  test('nothing is there, for nobody, and nothing is said of it', async () => {
    for (const headers of [{}, bearer(TOKEN), ORIGIN]) {
      expect(await askAll(plane, headers)).toEqual([404])
      expect(await askAll(plane, headers, '10.0.0.7')).toEqual([404])
    }
    const { body } = await request(plane.app).get('/')
    expect(Object.keys(body.routes).filter((path) => path.includes('control'))).toEqual([])
  })

  test('nothing is captured', async () => {
    await request(plane.app).get('/utils/keys')
    await request(plane.app).get('/hello')
    expect(plane.control.capture.count({})).toBe(0)
  })
})

test('the TLS ports have no control plane, but for who knows the token', async () => {
  const [open, closed] = await Promise.all([openTestSandbox({ env: { CONTROL_TOKEN: TOKEN } }), openTestSandbox()])
  closing.push(open.close, closed.close)
  for (const name of STARTED_NAMES) {
    const statuses = [
      await closed.get(name, '/control'),
      await open.get(name, '/control'),
      await open.get(name, '/control', { headers: bearer(TOKEN) }),
    ]
    expect(statuses.map(({ status }) => status)).toEqual([403, 401, 200])
  }
})

test("with CONTROL=off a trouble that a stranger names is nobody's trouble", async () => {
  const sandbox = await openTestSandbox({ env: { CONTROL: 'off' } })
  closing.push(sandbox.close)
  const headers = { tracestate: 'jwt-sandbox=keys-down' }
  expect((await sandbox.plain('servicea', '/scenario5', { headers })).body).toMatchObject({ valid: true })
  expect(sandbox.logs.filter((line) => line.includes('key-set-asked-for'))).toHaveLength(1)
  expect((await sandbox.plain('servicea', '/scenario5', { headers })).body).toMatchObject({ valid: true })
  expect(sandbox.logs.filter((line) => line.includes('key-set-asked-for'))).toHaveLength(1)
})
