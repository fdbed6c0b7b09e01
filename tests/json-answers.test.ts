import { Buffer } from 'node:buffer'
import type { Express } from 'express'
import { afterAll, describe, expect, test } from 'vitest'
import { PROCESS_NAMES, type ProcessName } from '#core/config/processes'
import type { Route } from '#core/http/routes'
import { ROLES } from '#scenarios'
import { openScriptedConsole } from '../apps/console/test-console.ts'
import { openTestNeighbours } from '../apps/neighbours/test-neighbours.ts'
import { serviceRoutes } from '../apps/service/service.ts'
import { openTestService } from '../apps/service/test-service.ts'
import { createFactory, factoryRoutes } from '../jwt-factory/factory.ts'
import { openTestIssuer } from '../jwt-factory/test-issuer.ts'
import request from './support/request.ts'

const issuer = await openTestIssuer({ ringsInStore: true })
const service = await openTestService('servicea')
const aConsole = await openScriptedConsole()
afterAll(() => Promise.all([issuer.close(), service.close(), aConsole.close()]))

/** Every process of the table: services are alike. */
const walked: { name: ProcessName; app: Express; routes: Route[] }[] = [
  { name: 'jwt-factory', app: createFactory(issuer), routes: factoryRoutes(issuer) },
  { name: 'servicea', app: service.app, routes: serviceRoutes(service.parts) },
  { name: 'neighbours', ...openTestNeighbours() },
  { name: 'console', app: aConsole.app, routes: aConsole.routes },
]

const addressOf = (path: string) =>
  path.replace(':name', 'near').replace(':ringId', 'servicea').replace(':kid', 'x').replace(':traceId', 'a'.repeat(32))

test('no process is left out', () => {
  const alike = new Set<ProcessName>(ROLES.slice(1))
  expect(walked.map(({ name }) => name)).toEqual(PROCESS_NAMES.filter((name) => !alike.has(name)))
})

describe.each(walked)('$name', ({ app, routes }) => {
  const ask = async (method: Route['method'], address: string) => {
    const { status, headers, text } = await request(app)[method](address)
    return { status, text, type: String(headers['content-type']), length: Number(headers['content-length']) }
  }
  const rows = routes.flatMap(({ method, paths }) => paths.map((path) => [method, addressOf(path)] as const))

  test.each(rows)('%s %s ends its JSON with a newline, and indents it for ?pretty=1', async (method, address) => {
    for (const query of ['', '?pretty=0', '?pretty=1']) {
      const { status, text, type, length } = await ask(method, address + query)
      expect(text, query).not.toMatch(/The parameter ["']?pretty/)
      expect(length).toBe(Buffer.byteLength(text))
      if (!type.endsWith('json')) continue
      const indent = query === '?pretty=1' ? 2 : undefined
      expect(text, `${status} ${query}`).toBe(`${JSON.stringify(JSON.parse(text), undefined, indent)}\n`)
    }
  })

  test.each(rows)('%s %s refuses ?pretty that is neither yes nor no', async (method, address) => {
    for (const query of ['?pretty', '?pretty=maybe', '?pretty=1&pretty=1']) {
      const { status, text } = await ask(method, address + query)
      expect({ status, text }, query).toEqual({ status: 400, text: expect.stringContaining('The parameter ') })
      expect(text.endsWith('}\n')).toBe(true)
    }
  })

  test('what is not there is told in the same form', async () => {
    for (const [method, address] of [
      ['get', '/nowhere'],
      ['post', '/healthz'],
      ['get', '/nowhere?pretty=1'],
    ] as const) {
      const { text } = await ask(method, address)
      const indent = address.endsWith('pretty=1') ? 2 : undefined
      expect(text).toBe(`${JSON.stringify(JSON.parse(text), undefined, indent)}\n`)
    }
  })

  test('GET / has every address with its method, and says what it is for', async () => {
    const { routes: listed, anywhere } = JSON.parse((await ask('get', '/')).text)
    const inOneRow = ['/issuers/:name/', '/control', '/api/admin/', '/login/'] // the main issuer's once more, those for tests, for admins, and for logins
    const all = routes
      .filter(({ isForPages }) => !isForPages)
      .flatMap(({ method, paths }) =>
        paths
          .filter((path) => !inOneRow.some((start) => path.startsWith(start)))
          .map((path) => `${method.toUpperCase()} ${path}`),
      )
    expect(Object.keys(listed)).toEqual(expect.arrayContaining(all))
    expect(Object.values<string>(listed).filter((about) => about.length < 8)).toEqual([])
    expect(Object.keys(anywhere)).toEqual(['?pretty=1'])
  })
})

test('a key set that is indented is another one to a cache', async () => {
  const app = createFactory(issuer)
  const plain = await request(app).get('/jwks')
  const indented = await request(app).get('/jwks?pretty=1')
  expect(indented.body).toEqual(plain.body)
  expect(indented.headers['etag']).not.toBe(plain.headers['etag'])
})
