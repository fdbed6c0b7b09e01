import { calculateJwkThumbprint } from 'jose'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestFactory, type TestFactory } from '../test-factory.ts'
import request from '../../tests/support/request.ts'

let factory: TestFactory
beforeEach(async () => {
  factory = await openTestFactory({ ringIds: ['servicea', 'serviceb'] })
})
afterEach(() => factory.close())

const get = (path = '/keys/servicea/jwks') => request(factory.app).get(path)

const kidsAt = async (path: string) => (await get(path)).body.keys.map(({ kid }: { kid: string }) => kid)
const kidOf = (ringId: string) => factory.rings.active(ringId)?.kid

test('each ring has a key set of its own, each issuer has one, and all rings together', async () => {
  expect(await kidsAt('/keys/servicea/jwks')).toEqual([kidOf('servicea')])
  expect(await kidsAt('/keys/serviceb/jwks')).toEqual([kidOf('serviceb')])
  expect(await kidsAt('/utils/jwks')).toEqual([kidOf('servicea'), kidOf('serviceb')])
  expect(await kidsAt('/jwks')).toEqual([kidOf('@')])
})

test('a ring that is not there has no key set, and gets no key by being asked for one', async () => {
  const before = await factory.files()
  expect((await get('/keys/nobody/jwks')).status).toBe(404)
  expect((await get('/keys/%40/jwks')).status).toBe(400)
  expect(await factory.files()).toEqual(before)
})

test('publishes the keys, each named by its thumbprint', async () => {
  const { status, headers, body } = await get()
  expect(status).toBe(200)
  expect(headers['content-type']).toBe('application/json')
  expect(Object.keys(body)).toEqual(['keys'])
  expect(body.keys).toHaveLength(1)
  for (const jwk of body.keys) {
    expect(jwk).toMatchObject({ kty: 'EC', alg: 'ES256', use: 'sig', kid: await calculateJwkThumbprint(jwk) })
  }
})

test('publishes public members only', async () => {
  const rsa = await openTestFactory({ env: { ALGORITHM: 'RS256' } })
  const publicMembers = ['kty', 'crv', 'x', 'y', 'n', 'e', 'kid', 'alg', 'use']
  for (const { app, close } of [factory, rsa]) {
    const { keys } = (await request(app).get('/utils/jwks')).body
    for (const jwk of keys) for (const member of Object.keys(jwk)) expect(publicMembers).toContain(member)
    await close()
  }
})

test('that of the issuer stands at the well-known address too', async () => {
  expect((await get('/.well-known/jwks.json')).text).toBe((await get('/jwks')).text)
})

test('may be kept for a minute', async () => {
  expect((await get()).headers['cache-control']).toBe('public, max-age=60')
})

test('whoever has it already gets 304 and no body, until a key changes', async () => {
  const { etag = '' } = (await get()).headers
  expect(etag).toMatch(/^"[\w-]{43}"$/)
  const again = await get().set('if-none-match', etag)
  expect(again.status).toBe(304)
  expect(again.text).toBe('')
  expect(again.headers['etag']).toBe(etag)
  await factory.rings.renew('servicea')
  const changed = await get().set('if-none-match', etag)
  expect(changed.status).toBe(200)
  expect(changed.body.keys).toHaveLength(2)
  expect(changed.headers['etag']).not.toBe(etag)
})
