import type { Express } from 'express'
import { afterAll, describe, expect, test } from 'vitest'
import type { Environment } from '#core/config/setting'
import type { Route } from '#core/http/routes'
import { pathTemplate } from '#core/openapi/path'
import { ROLES } from '#scenarios'
import { serviceRoutes } from '../apps/service/service.ts'
import { openTestService } from '../apps/service/test-service.ts'
import { createFactory, factoryRoutes } from '../jwt-factory/factory.ts'
import { isPeopleOnly } from '../jwt-factory/people/at-factory/people-operations.ts'
import { isLoginPath } from '../jwt-factory/provider/provider-paths.ts'
import { openTestIssuer } from '../jwt-factory/test-issuer.ts'
import request from './support/request.ts'

/** A process, its list of routes, and all that a request could change in it or by it. */
interface Walked {
  name: string
  app: Express
  routes: Route[]
  state(): Promise<unknown>
}

const factory = await openTestIssuer({ ringsInStore: true })
await factory.issuers.keyOf(factory.issuers.named('there'))
// The first request, whoever asks, opens the provider, and its one ring is made: a start does not wait for that.
await request(createFactory(factory)).get('/login/jwks').expect(200)
const services = await Promise.all(ROLES.map((role) => openTestService(role)))
afterAll(() => Promise.all([factory, ...services].map(({ close }) => close())))

const processes: Walked[] = [
  {
    name: 'jwt-factory',
    app: createFactory(factory),
    routes: factoryRoutes(factory),
    state: async () => [await factory.store.list('rings'), factory.rings.ids().map((id) => factory.rings.entries(id))],
  },
  ...services.map(({ app, parts, keys, asked }) => ({
    name: parts.role,
    app,
    routes: serviceRoutes(parts),
    state: async () => [keys.entries(parts.role), asked.length],
  })),
]

const ORIGIN = { origin: 'https://evil.test' }
const CROSS_SITE = { 'sec-fetch-site': 'cross-site' }
const LINK = { ...CROSS_SITE, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }

/** One address for each path of a route; a name that stands for an issuer is one that is there, and one that is not. */
const addressesOf = ({ paths }: Route): string[] =>
  paths.flatMap((path) =>
    (path.includes(':name') ? ['there', 'absent'] : ['']).map((name) =>
      path.replace(':name', name).replace(':ringId', 'servicea').replace(/:\w+/, 'x'),
    ),
  )

/** What is described elsewhere: the document says so. */
const isLeftOut = (path: string) => isPeopleOnly(path) || isLoginPath(path)

const pathIn = (name: string) => name.split(' ')[1] ?? ''
const changes = ({ method, makes, leadsOn }: Route) => (method !== 'get' && !leadsOn) || makes !== undefined
const isPublic = (address: string) =>
  /\/jwks$|\/jwks\.json$|^\/api\/pkeys$|^\/(?:issuers\/\w+\/|login\/)?\.well-known\/|^\/login\/pictures\//.test(address)

describe.each(processes)('$name', ({ app, routes, state }) => {
  const rows = routes.map((one) => [`${one.method} ${one.paths[0]}`, one] as const)

  test('answers at no address that is not in its list', () => {
    const listed = new Set(routes.flatMap(({ method, paths }) => paths.map((path) => `${method} ${path}`)))
    const mounted = mountedIn(app)
    expect(mounted.length).toBeGreaterThan(5)
    expect(mounted.filter((name) => !listed.has(name))).toEqual([])
  })

  test('describes each address in /openapi.json, and no other', async () => {
    const forPages = new Set(routes.flatMap(({ isForPages, paths }) => (isForPages ? paths : [])))
    const mounted = mountedIn(app).filter((name) => !forPages.has(pathIn(name)) && !isLeftOut(pathIn(name)))
    expect(await describedBy(app)).toEqual(mounted.map(pathTemplate).sort())
  })

  test.each(rows.filter(([, one]) => changes(one)))('%s refuses pages of other origins', async (_name, one) => {
    const before = await state()
    const links = one.method === 'get' && one.makes === 'tokens' ? [] : [LINK]
    for (const address of addressesOf(one)) {
      for (const headers of [ORIGIN, CROSS_SITE, { ...ORIGIN, ...CROSS_SITE }, ...links]) {
        await request(app)[one.method](address).set(headers).expect(403)
      }
    }
    expect(await state()).toEqual(before)
  })

  test.each(rows)('%s: HEAD and OPTIONS make nothing, whoever asks', async (_name, one) => {
    const before = await state()
    for (const address of addressesOf(one)) {
      for (const headers of [{}, ORIGIN]) {
        await request(app).head(address).set(headers)
        const { status, headers: answered } = await request(app).options(address).set(headers)
        const isRefused = one.gate !== undefined && headers === ORIGIN
        expect([status, answered['allow']]).toEqual(
          isRefused ? [403, undefined] : [204, expect.stringContaining(one.method.toUpperCase())],
        )
      }
    }
    expect(await state()).toEqual(before)
  })

  test.each(rows.filter(([, one]) => !changes(one)))(
    '%s makes nothing for pages of others, which read what is public and nothing else',
    async (_name, one) => {
      const before = await state()
      for (const address of addressesOf(one)) {
        const { status, headers } = await request(app).get(address).set(ORIGIN)
        expect(headers['access-control-allow-origin'], address).toBe(isPublic(address) ? '*' : undefined)
        if (!isPublic(address)) expect(status, address).toBe(403)
        await request(app).get(address).set(LINK)
        const script = { ...ORIGIN, ...CROSS_SITE, 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }
        if (one.leadsOn) await request(app).post(address).set(script).send('a=b').expect(403)
        if (one.leadsOn)
          await request(app)
            .post(address)
            .set({ ...ORIGIN, ...LINK })
            .send('a=b')
            .expect(303)
      }
      expect(await state()).toEqual(before)
    },
  )
})

test.each<Environment>([
  { OPEN: '1', OAUTH_JSON: 'on' },
  { FACTORY_ISSUER: 'discovery', FACTORY_URL: 'https://factory.test/path/' },
  { CONTROL: 'off', FACTORY_URL: 'http://localhost:5555' },
])('a factory that is set to %j describes each of its addresses in /openapi.json, and no other', async (env) => {
  const other = await openTestIssuer({ env })
  const app = createFactory(other)
  const isOff = env['CONTROL'] === 'off'
  const forPages = new Set(factoryRoutes(other).flatMap(({ isForPages, paths }) => (isForPages ? paths : [])))
  const mounted = mountedIn(app).filter((name) => !forPages.has(pathIn(name)) && !isLeftOut(pathIn(name)))
  const answered = mounted.filter((name) => !isOff || !name.includes(' /control'))
  expect(answered.length).toBeGreaterThan(40)
  expect(await describedBy(app)).toEqual(answered.map(pathTemplate).sort())
  await other.close()
})

test('there are key sets and documents of discovery to be read', () => {
  const open = processes.flatMap(({ routes }) => routes.flatMap(addressesOf)).filter(isPublic)
  expect(open).toEqual(
    expect.arrayContaining([
      '/jwks',
      '/issuers/there/jwks',
      '/keys/servicea/jwks',
      '/utils/jwks',
      '/.well-known/openid-configuration/issuers/there',
      '/issuers/there/.well-known/oauth-authorization-server',
    ]),
  )
})

/** Every method of every path that a process describes. */
async function describedBy(app: Express): Promise<string[]> {
  const { body } = await request(app).get('/openapi.json').expect(200)
  const paths = Object.entries<object>(body.paths)
  return paths.flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`)).sort()
}

/** Every method of every path that a process has, but for what is mounted for all methods: that refuses, or says how. */
function mountedIn(app: Express): string[] {
  return app.router.stack.flatMap(({ route }) => {
    const methods = [...new Set(route?.stack.map(({ method }) => method))]
    if (!route || methods.length > 1) return []
    return [route.path].flat().map((path) => `${methods[0]} ${path}`)
  })
}
