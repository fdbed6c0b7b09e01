import { afterEach, beforeEach, expect, test } from 'vitest'
import { newPublisher } from '../../tests/support/publisher.ts'
import { openTestRegistry, SERVICE, type TestRegistry } from '../registry/registry.fixture.ts'

let registry: TestRegistry
beforeEach(async () => {
  registry = await openTestRegistry()
})
afterEach(() => registry.close())

const local = (method: 'get' | 'post' | 'delete', path: string) => registry.http[method](path).set('host', 'localhost')
const list = async (query = '') => (await local('get', `/control/registry${query}`).expect(200)).body
const namesIn = ({ services }: { services: { service: string }[] }) => services.map(({ service }) => service)
const of = (kid: string, end = '') => `/control/registry/${SERVICE}/${kid}${end}`

test('services with keys that wait come first, then those that have changed last', async () => {
  for (const service of ['b', 'a', 'c']) {
    await registry.put(await newPublisher('ES256'), { service })
    registry.advance({ seconds: 1 })
  }
  await registry.put(await newPublisher('ES256'), { service: 'b' })
  registry.advance({ seconds: 1 })
  await registry.put(await newPublisher('ES256'), { service: 'd' })
  const all = await list()
  expect(all).toMatchObject({ approval: 'first', graceSeconds: 600, count: 4, pending: 1, now: registry.clock.now() })
  expect(namesIn(all)).toEqual(['b', 'd', 'c', 'a'])
  expect(await list('?like=A&most=1')).toMatchObject({ count: 1, pending: 1, services: [{ service: 'a' }] })
  for (const query of ['?most=0', '?most=301', '?most=x', '?state=pending'])
    await local('get', `/control/registry${query}`).expect(400)
})

test('a key says what it is, since when, until when, and who let it in', async () => {
  const [first, next] = [await newPublisher('EdDSA'), await newPublisher('ES256')]
  const expiresAt = (registry.seconds() + 60) * 1000
  await registry.put(first, { query: `?expiration=${expiresAt / 1000}&rotation=30` })
  registry.advance({ seconds: 10 })
  const now = registry.clock.now()
  await registry.put(next, { by: first })
  expect((await list()).services).toEqual([
    {
      service: SERVICE,
      kept: false,
      keys: [
        { kid: next.kid, algorithm: 'ES256', state: 'approved', since: now, publishedAt: now, approvedBy: 'rotation' },
        {
          kid: first.kid,
          algorithm: 'EdDSA',
          state: 'retired',
          since: now,
          publishedAt: now - 10_000,
          approvedBy: 'first',
          expiresAt,
          endsAt: now + 600_000,
          rotationSeconds: 30,
        },
      ],
    },
  ])
})

test('a person approves what waits, confirms what came in unseen, revokes what must go, and each again does no harm', async () => {
  const [first, next] = [await newPublisher('ES256'), await newPublisher('ES256')]
  await registry.put(first)
  await registry.put(next)
  for (const key of [first, first, next, next]) {
    const { body } = await local('post', of(key.kid, '/approve')).expect(200)
    expect(body).toMatchObject({ service: SERVICE, kept: true })
  }
  expect(await registry.states()).toEqual(['approved', 'approved'])
  for (const key of [next, next]) await local('delete', of(key.kid)).expect(200)
  expect(await registry.states()).toEqual(['revoked', 'approved'])
  await local('post', of(next.kid, '/approve')).expect(409)
  for (const address of [of('unknown'), '/control/registry/nobody/x']) await local('delete', address).expect(404)
  await local('delete', '/control/registry/we%20ird/x').expect(400)
})

test('what a person decides outlives a reset of the control plane', async () => {
  const first = await newPublisher('ES256')
  await registry.put(first)
  await local('delete', of(first.kid)).expect(200)
  await local('post', '/control/reset').expect(200)
  expect((await registry.get(first)).status).toBe(404)
})
