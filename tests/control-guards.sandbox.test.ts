import { afterAll, describe, expect, test } from 'vitest'
import { CONTROLLED_NAMES } from '#core/config/processes'
import type { Environment } from '#core/config/setting'
import {
  askWholePlane,
  callersFrom,
  LISTED,
  openPlanes,
  type CallHeaders,
  type Plane,
} from './support/control-planes.ts'
import { openTestSandbox } from './support/sandbox.ts'
import request from './support/request.ts'

// Who may use the control plane: on each of its routes, in each kind of process.

const TOKEN = 'a-token-of-sixteen-characters'
const closing: (() => unknown)[] = []
afterAll(() => Promise.all(closing.map((close) => close())))

async function open(env?: Environment): Promise<Plane[]> {
  const planes = await openPlanes(env)
  closing.push(...planes.map(({ close }) => close))
  return planes
}

const names = ({ routes }: Plane) => routes.map(({ method, paths }) => `${method} ${paths[0]}`)

const ORIGIN = { origin: 'https://evil.test' }
const REFUSED: [string, CallHeaders, string?][] = [
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

describe.each(await open())('$name, without a token', (plane) => {
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
        ...(plane.name === 'neighbours'
          ? ['get /control/mesh', 'put /control/mesh', 'delete /control/mesh']
          : ['get /control/rings']),
        ...(plane.name === 'jwt-factory'
          ? [
              'post /control/mint',
              'post /control/signature',
              'put /control/clients/:id',
              'delete /control/clients/:id',
              'get /control/registry',
              'post /control/registry/:service/:kid/approve',
              'delete /control/registry/:service/:kid',
            ]
          : []),
      ]),
    )
    expect(plane.routes.every(({ isControl }) => isControl)).toBe(true)
  })

  test.each(REFUSED)('refuses whoever comes %s, on every route', async (_how, headers, address) => {
    for (const more of [{}, bearer(TOKEN)])
      expect(await askWholePlane(plane, { ...headers, ...more }, address)).toEqual([403])
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

describe.each(await open({ CONTROL_TOKEN: TOKEN }))('$name, with a token', (plane) => {
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
        expect(await askWholePlane(plane, { ...headers, ...wrong }, address)).toEqual([401])
      expect(plane.control.say()).toEqual([])
      const app = address === undefined ? plane.app : callersFrom(address, plane)
      const { status } = await request(app)
        .get('/control')
        .set({ ...headers, ...bearer(TOKEN) })
      expect(status).toBe(200)
    },
  )

  test('a wrong one is refused from here, too; none is needed here', async () => {
    expect(await askWholePlane(plane, bearer('wrong'))).toEqual([401])
    expect((await request(plane.app).get('/control')).status).toBe(200)
  })

  test('whoever has it may also be a page of ALLOWED_ORIGINS, which is refused without it', async () => {
    const origin = { origin: LISTED }
    expect(await askWholePlane(plane, origin)).toEqual([403])
    expect(await askWholePlane(plane, { ...origin, ...bearer('wrong') })).toEqual([403])
    expect((await request(plane.app).post('/control/reset').set(origin)).status).toBe(403)
    const withToken = { ...origin, ...bearer(TOKEN) }
    expect((await request(plane.app).post('/control/reset').set(withToken)).status).toBe(200)
  })

  test.each(REFUSED.slice(0, 5))('it is of no use to whoever comes %s', async (_how, headers) => {
    expect(await askWholePlane(plane, { ...headers, ...bearer(TOKEN) })).toEqual([403])
  })
})

test('the TLS ports have no control plane, but for who knows the token', async () => {
  const [open, closed] = await Promise.all([openTestSandbox({ env: { CONTROL_TOKEN: TOKEN } }), openTestSandbox()])
  closing.push(open.close, closed.close)
  for (const name of CONTROLLED_NAMES) {
    const statuses = [
      await closed.get(name, '/control'),
      await open.get(name, '/control'),
      await open.get(name, '/control', { headers: bearer(TOKEN) }),
    ]
    expect(statuses.map(({ status }) => status)).toEqual([403, 401, 200])
  }
})
