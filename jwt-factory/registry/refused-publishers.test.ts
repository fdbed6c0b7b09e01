import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { hostileToken } from '../../tests/support/hostile-tokens.ts'
import { keyAddress, newPublisher, type Publisher } from '../../tests/support/publisher.ts'
import { openTestRegistry, SERVICE, type TestRegistry } from './registry.fixture.ts'

let registry: TestRegistry
let key: Publisher
beforeAll(async () => {
  registry = await openTestRegistry()
})
beforeEach(async () => {
  key = await newPublisher('ES256')
})
afterAll(() => registry.close())

const putWith = (
  authorization: string | undefined,
  body: unknown = key.document,
  address = keyAddress(SERVICE, key.kid),
) => {
  const sent = registry.http.put(address).set('content-type', 'application/json')
  return (authorization === undefined ? sent : sent.set('authorization', authorization)).send(JSON.stringify(body))
}

describe('a JWT that changes keys', () => {
  test.each<[string, Record<string, unknown>, Record<string, unknown>?]>([
    ['lives for more than an hour', { exp: 5000 }],
    ['has no end', { exp: undefined }],
    ['has no id', { jti: undefined }],
    ['has an empty id', { jti: '' }],
    ['has no audience', { aud: undefined }],
    ['is for another registry', { aud: 'http://elsewhere.invalid' }],
    ['is for the path of the registry', { aud: 'http://localhost:8888/registry' }],
    ['is of the future', { iat: 600, exp: 900 }],
    ['names nobody', { iss: undefined }],
    ['is of another type', {}, { typ: 'at+jwt' }],
    ['has an extension', {}, { crit: ['b64'], b64: true }],
  ])('is refused with 400 when it %s', async (_what, claims, header = {}) => {
    const now = registry.seconds()
    const dates = Object.fromEntries(
      Object.entries(claims).map(([name, value]) => [name, typeof value === 'number' ? now + value : value]),
    )
    const token = await registry.jwt(key, { claims: dates, header }).catch(() => 'not.a.token')
    const { status, body, headers } = await putWith(`Bearer ${token}`)
    expect([status, body.type]).toEqual([400, 'urn:jwt-sandbox:problem:invalid-input'])
    expect(headers['www-authenticate']).toBeUndefined()
    expect(await registry.states()).not.toContain('approved')
  })

  test.each(['Basic eDp5', 'Bearer', 'Bearer a b'])('is refused with 400 as "%s"', async (authorization) => {
    expect((await putWith(authorization)).status).toBe(400)
  })

  test('may be for several, one of them the registry', async () => {
    const token = await registry.jwt(key, {
      service: 'several',
      claims: { aud: ['http://a.test', 'http://LOCALHOST:8888'] },
    })
    expect((await putWith(`Bearer ${token}`, key.document, keyAddress('several', key.kid))).status).toBe(200)
  })

  test('is refused unsigned, and signed with the public key as a secret', async () => {
    const good = await registry.jwt(key, { service: SERVICE })
    for (const id of ['alg-hmac-pubkey-jwk', 'alg-none']) {
      const token = await hostileToken(id, good, [key.document])
      expect((await putWith(`Bearer ${token}`)).status).toBe(400)
    }
  })

  test('that was refused has spent no id: put right, it may come again', async () => {
    const token = await registry.jwt(key, { service: 'again' })
    const address = keyAddress('again', key.kid)
    expect((await putWith(`Bearer ${token}`, { ...key.document, use: 'enc' }, address)).status).toBe(400)
    expect((await putWith(`Bearer ${token}`, key.document, address)).status).toBe(200)
  })

  test('has a long id, too', async () => {
    const claims = { jti: 'x'.repeat(8000) }
    expect((await registry.put(key, { service: 'long', claims })).status).toBe(200)
    expect(JSON.stringify(await registry.registry.read('long')).length).toBeLessThan(1000)
  })
})

describe('a key', () => {
  test('is deleted by itself alone, not by another approved one of its service', async () => {
    const [first, other] = [await registry.approved(), await newPublisher('ES256')]
    await registry.put(other)
    await registry.registry.approve(SERVICE, other.kid)
    expect([(await registry.remove(first, other)).status, (await registry.get(first)).status]).toEqual([403, 200])
    expect([(await registry.remove(first)).status, (await registry.get(first)).status]).toEqual([204, 404])
    expect((await registry.remove(first)).status).toBe(404)
    expect((await registry.remove(key)).status).toBe(404)
  })

  test('is published under its own name alone', async () => {
    const other = await newPublisher('ES256')
    const token = await registry.jwt(key, { service: 'named' })
    const { status } = await putWith(`Bearer ${token}`, key.document, keyAddress('named', other.kid))
    expect([status, await registry.states('named')]).toEqual([400, []])
  })

  test('is published by nobody but itself, or an approved key of the service', async () => {
    const stranger = await newPublisher('ES256')
    const { status, body } = await registry.put(key, { by: stranger, service: 'strangers' })
    expect([status, body.reason, await registry.states('strangers')]).toEqual([403, 'unknown-key', []])
  })
})

describe('an address', () => {
  test.each([
    '?expiration=1',
    '?expiration=soon',
    '?rotation=-1',
    '?expiration=9999999999&expiration=9999999999',
    '?x=1',
  ])('is refused with %s', async (query) => expect((await registry.put(key, { query })).status).toBe(400))

  test.each(['%2E%2E', 'we+ird', 'a%2Fb', '%00', '.x'])('has no service %s', async (name) => {
    const token = await registry.jwt(key, { service: decodeURIComponent(name) })
    const { status } = await putWith(`Bearer ${token}`, key.document, `/registry/services/${name}/keys/${key.kid}`)
    expect([400, 404]).toContain(status)
    expect((await registry.http.get(`/registry/services/${name}/keys`)).status).not.toBe(200)
  })

  test('names the key as its owner does: padded is another id, and one key has one', async () => {
    const { kid, document } = key
    const bare = await registry.put(key, { service: 'padded' })
    expect(bare.status).toBe(200)
    const token = await registry.jwt(key, { service: 'padded', header: { kid: `${kid}=` } })
    const again = await putWith(`Bearer ${token}`, { ...document, kid: `${kid}=` }, keyAddress('padded', `${kid}=`))
    expect(again).toMatchObject({ status: 400, body: { detail: expect.stringContaining(kid) } })
    expect((await registry.http.get(keyAddress('padded', `${kid}=`))).status).toBe(404)
  })
})

test('a step of a trace says what was checked, and what came of it', async () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c'
  const token = await registry.jwt(key, { service: 'traced' })
  await putWith(`Bearer ${token}`, key.document, keyAddress('traced', key.kid)).set(
    'traceparent',
    `00-${traceId}-b7ad6b7169203331-01`,
  )
  const [{ steps }] = (await registry.http.get(`/traces/${traceId}`)).body
  expect(steps.map(({ verb }: { verb: string }) => verb)).toEqual(['checks', 'believes', 'answers'])
  expect(steps[0].checks.map(({ check }: { check: string }) => check)).toContain('audience')
  expect(JSON.stringify(steps)).not.toContain(token.split('.')[2])
})

test('a JWT that was used is remembered as long as it would be believed: to its end, and for the leeway', async () => {
  const patient = await openTestRegistry({ env: { CLOCK_LEEWAY: '30', REGISTRY_GRACE: '7200' } })
  const first = await patient.approved()
  const token = await patient.jwt(first, { claims: { exp: patient.seconds() + 1200 } })
  const publish = async ({ kid, document }: Publisher) => {
    const { status, body } = await patient.http
      .put(keyAddress(SERVICE, kid))
      .auth(token, { type: 'bearer' })
      .send(document)
    return [status, body.detail]
  }
  const other = await newPublisher('ES256')
  expect(await publish(key)).toEqual([200, undefined])
  patient.advance({ seconds: 1200 + 30 - 1 })
  expect(await publish(other)).toEqual([400, expect.stringContaining('made before')])
  patient.advance({ seconds: 1 })
  expect(await publish(other)).toEqual([400, expect.stringContaining('expired')])
  await patient.close()
})
