import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createFactory } from './factory.ts'
import { createIssuers, type Issuer } from './issuer.ts'
import { MAIN_URL, openTestIssuer, type TestIssuer } from './test-issuer.ts'

let factory: TestIssuer
beforeEach(async () => {
  factory = await openTestIssuer({ ringsInStore: true })
})
afterEach(() => factory.close())

const NAMES = 1000

async function listening(server: Server): Promise<AddressInfo> {
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return server.address() as AddressInfo // it listens on a port, so it is no name of a pipe
}

function collectGarbage() {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
}

test('a thousand names that were asked for leave nothing behind: not even those of issuers with keys', async () => {
  // Every name has a key without one being made, which would take longer than all the rest.
  const rings = { ...factory.rings, active: () => factory.rings.active('@') }
  const real = createIssuers({ rings, url: () => MAIN_URL, room: factory.room })
  const seen: WeakRef<Issuer>[] = []
  const named = (name: string) => {
    const issuer = real.named(name)
    seen.push(new WeakRef(issuer))
    return issuer
  }
  const server = createServer(createFactory({ ...factory, rings, issuers: { ...real, named } }))
  const { port } = await listening(server)
  const statuses = new Set<number>()
  for (let number = 0; number < NAMES; number++) {
    const answer = await fetch(`http://127.0.0.1:${port}/issuers/l${number}/jwks`)
    await answer.arrayBuffer()
    statuses.add(answer.status)
  }
  server.closeAllConnections()
  await new Promise((closed) => server.close(closed))
  collectGarbage()
  expect([...statuses]).toEqual([200])
  expect(seen).toHaveLength(NAMES)
  expect(seen.filter((issuer) => issuer.deref()).length).toBeLessThan(100)
})

const named = () => factory.rings.ids().filter((ringId) => /^@./.test(ringId))

describe('a page of another origin', () => {
  test.each([
    { origin: 'https://evil.test' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
  ])('makes no issuer, and reads the keys of one that is there: %j', async (headers) => {
    for (const path of ['/issuers/near/jwks', '/issuers/near/.well-known/jwks.json']) {
      await factory.http.get(path).set(headers).expect(404)
      expect(named()).toEqual([])
    }
    await factory.http.get('/issuers/near/jwks').expect(200)
    const { headers: answered } = await factory.http.get('/issuers/near/jwks').set(headers).expect(200)
    expect(answered['access-control-allow-origin']).toBe('*')
  })

  test('takes no issuer away', async () => {
    await factory.http.get('/issuers/near/jwks').expect(200)
    await factory.http.delete('/issuers/near').set('origin', 'https://evil.test').expect(403)
    expect(named()).toEqual(['@near'])
  })
})

test.each(['/issuers/near', '/issuers/near/jwks', '/.well-known/openid-configuration/issuers/near'])(
  'OPTIONS %s says what is taken, and makes nothing',
  async (path) => {
    const { headers } = await factory.http.options(path).expect(204)
    expect(headers['allow']).toBe(path === '/issuers/near' ? 'DELETE, OPTIONS' : 'GET, HEAD, OPTIONS')
    expect(named()).toEqual([])
  },
)

test.each(['/tokens', '/a(b)', '/:a', '/*a', '/a%20b'])(
  'an issuer with the path %s has its documents at exactly that (RFC 8414 §3.1)',
  async (base) => {
    const other = await openTestIssuer({ env: { FACTORY_URL: `https://house.test${base}` } })
    for (const issuer of [base, `${base}/issuers/near`]) {
      const path = `/.well-known/openid-configuration${issuer}`
      const { body, headers } = await other.http.get(path).set('origin', 'https://any.test').expect(200)
      expect(body.issuer).toBe(`https://house.test${issuer}`)
      expect(headers['access-control-allow-origin']).toBe('*')
      await other.http.put(path).expect(405)
    }
    await other.http.get('/.well-known/openid-configuration/other').expect(404)
    await other.close()
  },
)
