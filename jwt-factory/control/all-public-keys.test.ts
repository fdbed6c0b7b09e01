import { expect, onTestFinished, test } from 'vitest'
import { LOGIN_RING } from '../provider/login-ring.ts'
import { createFactory } from '../factory.ts'
import { START } from '../test-factory.ts'
import { openTestRegistry, SERVICE } from '../registry/registry.fixture.ts'
import { openTestParts } from '../test-parts.ts'
import { newPublisher } from '../../tests/support/publisher.ts'
import request from '../../tests/support/request.ts'

async function open(env = {}) {
  const parts = await openTestParts({ start: START, ringIds: ['servicea', '@'], env: { PEOPLE: 'on', ...env } })
  onTestFinished(() => parts.close())
  const app = createFactory(parts)
  const sets = async () => (await request(app).get('/control/keys').set('host', 'localhost').expect(200)).body.sets
  return { parts, app, sets }
}

test('every ring and every issuer tells its public keys, and what its tokens say as iss', async () => {
  const { parts, sets } = await open({ FACTORY_URL: 'https://factory.test', FACTORY_ISSUER: 'https://plain.test' })
  await parts.rings.ensure('people')
  await parts.rings.ensure('@demo')
  await parts.rings.ensure('@demo@RS256')
  await parts.rings.ensure(LOGIN_RING)
  const told = await sets()
  const of = (name: string) => told.find((each: { name: string }) => each.name === name)
  expect(of('the ring servicea')).toMatchObject({ caller: 'servicea', issuers: ['https://plain.test'] })
  expect(of('the ring people')).toMatchObject({ caller: 'people', issuers: ['https://people/', 'https://plain.test'] })
  expect(of('the main issuer').issuers).toEqual(['https://factory.test'])
  expect(of('the login issuer').issuers).toEqual(['https://factory.test/login'])
  expect(of('the issuer demo').issuers).toEqual(['https://factory.test/issuers/demo'])
  expect(
    of('the issuer demo')
      .keys.map(({ alg }: { alg: string }) => alg)
      .sort(),
  ).toEqual(['ES256', 'RS256'])
  expect(of('the ring servicea').keys).toEqual(parts.rings.keySet((id) => id === 'servicea').keys)
  expect(JSON.stringify(told)).not.toContain('"d"')
})

test('a look makes no ring and opens nothing, and is no request that is captured; people tell theirs once they are open', async () => {
  const { parts, app, sets } = await open()
  const before = parts.rings.ids()
  const names = (await sets()).map(({ name }: { name: string }) => name)
  expect(names.filter((name: string) => name.includes('people'))).toEqual([])
  expect(parts.rings.ids()).toEqual(before)
  expect(parts.control.capture.list({})).toEqual([])
  await request(app).get('/plays/people/pkeys').expect(200)
  const ofPlays = (await sets()).find(({ name }: { name: string }) => name === 'the people of plays')
  expect(ofPlays.issuers).toEqual([`${parts.config.url}/plays/people`])
  expect(ofPlays.keys).toHaveLength(1)
})

test('where the factory speaks for its issuer, so do its rings', async () => {
  const { parts, sets } = await open({ FACTORY_ISSUER: 'discovery', FACTORY_URL: 'https://factory.test' })
  await parts.rings.ensure('people')
  const told = await sets()
  const ring = told.find(({ name }: { name: string }) => name === 'the ring people')
  expect(ring.issuers).toEqual(['https://factory.test'])
})

test('a service tells the keys that it has published, once they are approved, and until they are revoked', async () => {
  const { http, put, approved, registry, close } = await openTestRegistry()
  onTestFinished(close)
  const told = async () => {
    const { body } = await http.get('/control/keys').set('host', 'localhost').expect(200)
    return body.sets.filter(({ name }: { name: string }) => name.includes('registry'))
  }
  expect(await told()).toEqual([])
  const key = await approved()
  const waiting = await newPublisher()
  expect((await put(waiting)).status).toBe(202)
  expect(await told()).toEqual([
    {
      name: 'the service orders of the registry',
      issuers: [SERVICE],
      keys: [expect.objectContaining({ kid: key.kid })],
    },
  ])
  await registry.revoke(SERVICE, key.kid)
  expect(await told()).toEqual([])
})
