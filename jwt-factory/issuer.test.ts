import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { calculateJwkThumbprint } from 'jose'
import { isIssuerOf } from './issuer.ts'
import { basic, decode, forge, MAIN_URL, openTestIssuer, type TestIssuer } from './test-issuer.ts'

let factory: TestIssuer
beforeEach(async () => {
  factory = await openTestIssuer()
})
afterEach(() => factory.close())

const kids = async (path: string): Promise<string[]> =>
  (await factory.http.get(path)).body.keys.map(({ kid }: { kid: string }) => kid)

const named = () => factory.rings.ids().filter((ringId) => /^@./.test(ringId))

const opened = async (name: string) => {
  const issuer = factory.issuers.named(name)
  await factory.issuers.keyOf(issuer)
  return issuer
}

describe('named issuers', () => {
  test('one is made on first use, with a key of its own; a second use finds the same', async () => {
    expect(factory.rings.ids()).not.toContain('@near')
    const [first] = await kids('/issuers/near/jwks')
    expect(await kids('/issuers/near/jwks')).toEqual([first])
    expect(factory.rings.ids()).toContain('@near')
    expect(decode(await factory.grant('servicea', {}, '/issuers/near/token'))).toMatchObject({
      header: { kid: first },
      claims: { iss: `${MAIN_URL}/issuers/near` },
    })
  })

  test('many who ask for a new one at once make one key', async () => {
    const sets = await Promise.all(Array.from({ length: 10 }, () => kids('/issuers/near/jwks')))
    expect(new Set(sets.flat()).size).toBe(1)
  })

  test('no key of one issuer is published by another, nor that of a ring by an issuer (RFC 8725 §3.8)', async () => {
    const near = await kids('/issuers/near/jwks')
    const far = await kids('/issuers/far/jwks')
    const main = await kids('/jwks')
    expect(new Set([...near, ...far, ...main]).size).toBe(near.length + far.length + main.length)
    expect(main).toEqual([factory.rings.active('@')?.kid])
  })

  test('an issuer named like a ring has another key, and a kid is made of the key, never of a name (RFC 7638)', async () => {
    const { body } = await factory.http.get('/issuers/servicea/jwks')
    expect(body.keys[0].kid).not.toBe(factory.rings.active('servicea')?.kid)
    expect(body.keys[0].kid).toBe(await calculateJwkThumbprint(body.keys[0]))
  })

  test('a token of one issuer is nothing to another, whichever key signed it (RFC 7662 §2.2)', async () => {
    const near = await factory.issuers.named('near')
    const good = await forge(factory, {}, { issuer: near })
    const crossed = await forge(factory, { iss: MAIN_URL }, { issuer: near })
    const post = async (path: string, token: string) =>
      (await factory.post(path, { token }, 'serviceb').expect(200)).body.active
    expect(await post('/issuers/near/introspect', good)).toBe(true)
    expect(await post('/introspect', good)).toBe(false)
    expect(await post('/introspect', crossed)).toBe(false)
    expect(await post('/issuers/near/introspect', crossed)).toBe(false)
    expect(await post('/issuers/near/introspect', await factory.grant('servicea'))).toBe(false)
  })

  test('their number is bounded: whoever is in use stays, and a new one takes the room of one that nobody uses', async () => {
    const kid = decode(await factory.grant('servicea', {}, '/issuers/used/token')).header['kid']
    for (let number = 0; number < 120; number++) {
      await factory.http.get(`/issuers/i${number}/jwks`).expect(200)
      factory.clock.advance({ seconds: 3 }) // no more in a while than there is room for
    }
    expect(named()).toHaveLength(100)
    expect(await kids('/issuers/used/jwks')).toEqual([kid])
  })

  test('when all are in use there is no room, until the tokens of one have expired', async () => {
    for (let number = 0; number < 100; number++) await factory.use.note((await opened(`i${number}`)).ringId)
    const { headers } = await factory.http.get('/issuers/one-too-many/jwks').expect(429)
    expect(headers['content-type']).toMatch(/problem\+json/)
    const { body } = await factory.ask('servicea', {}, '/issuers/one-too-many/token').expect(429)
    expect(body.error).toBe('temporarily_unavailable')
    await factory.http.post('/issuers/one-too-many/keys').expect(429)
    await factory.http.get('/issuers/i7/jwks').expect(200)
    factory.clock.advance({ hours: 2 })
    await factory.http.get('/issuers/one-too-many/jwks').expect(200)
  })

  test('the bound holds for many at once', async () => {
    await Promise.all(Array.from({ length: 120 }, (_, number) => factory.http.get(`/issuers/i${number}/jwks`)))
    expect(named().length).toBeLessThanOrEqual(100)
  })

  test.each([
    ['get', '/issuers/x/nope'],
    ['get', '/issuers/x/token'],
    ['get', '/issuers/x/.well-known/openid-configuration'],
    ['get', '/.well-known/oauth-authorization-server/issuers/x'],
    ['post', '/issuers/x/token'],
    ['post', '/issuers/x/introspect'],
    ['post', '/issuers/x/revoke'],
    ['post', '/issuers/x/jwks'],
    ['put', '/issuers/x/keys'],
    ['delete', '/issuers/x'],
    ['delete', '/issuers/x/keys/kid'],
    ['options', '/issuers/x/jwks'],
  ] as const)('%s %s makes none: the request is wrong, or needs none', async (method, path) => {
    await factory.http[method](path).set('authorization', basic('servicea', 'a wrong secret'))
    expect(named()).toEqual([])
    expect(await factory.store.list('rings')).toEqual([])
  })

  test('one can be removed: its tokens are no longer valid, and the next of its name has other keys', async () => {
    const token = await factory.grant('servicea', {}, '/issuers/near/token')
    const before = await kids('/issuers/near/jwks')
    await factory.http.delete('/issuers/near').expect(200, { removed: 'near' })
    await factory.http.delete('/issuers/near').expect(404)
    for (const name of ['@', 'servicea', '__proto__']) await factory.http.delete(`/issuers/${name}`).expect(404)
    const { body } = await factory.post('/issuers/near/introspect', { token }, 'serviceb').expect(200)
    expect(body).toEqual({ active: false })
    expect(await kids('/issuers/near/jwks')).not.toEqual(before)
    expect(await kids('/jwks')).toEqual([factory.rings.active('@')?.kid])
    expect(factory.rings.active('servicea')).toBeDefined()
  })

  test.each(['.hidden', '__proto__', 'a%2Fb', 'a%20b', '@near', `${'x'.repeat(65)}`])(
    '"%s" is no name',
    async (name) => {
      await factory.http.get(`/issuers/${name}/jwks`).expect(404)
    },
  )

  test('an unknown route of an issuer is 404, and GET of the others says 405', async () => {
    await factory.http.get('/issuers/near/keys/servicea/x').expect(404)
    await factory.http.get('/issuers/near/keys/servicea').expect(405)
    await factory.http.get('/issuers/near/token').expect(405)
  })
})

test('the rings of issuers are no rings of callers: they are neither listed, read, replaced nor dumped', async () => {
  await factory.http.get('/issuers/near/jwks').expect(200)
  expect((await factory.http.get('/utils/keys')).body).toEqual(['servicea'])
  for (const id of ['@', '@near', '%40near']) {
    await factory.http.get(`/keys/${id}`).expect(400)
    await factory.http.post(`/keys/${id}`).expect(400)
    await factory.http.post(`/issueToken/${id}`).expect(400)
  }
  const { body } = await factory.http.post('/utils/dump').expect(200)
  expect(body.files.filter((file: string) => file.startsWith('@'))).toEqual([])
})

test('no key set shows a private member (RFC 7517 §9.2), and each is answered 304 to whoever has it', async () => {
  for (const path of ['/jwks', '/.well-known/jwks.json', '/issuers/near/jwks']) {
    const { body, headers } = await factory.http.get(path).expect(200)
    for (const key of body.keys)
      expect(Object.keys(key).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'])
    expect(headers['cache-control']).toBe('public, max-age=60')
    await factory.http
      .get(path)
      .set('if-none-match', headers['etag'] ?? '')
      .expect(304)
  }
})

test.each([
  '',
  '/',
  '//',
  '?a',
  '#a',
  '/?a#b',
  ':443',
  ':443/',
  '/issuers/x',
  '/issuers/x//',
  '/y/../issuers/x',
  '/./',
])('no other spelling of an issuer of this process is signed for whoever asks: %s', (rest) => {
  for (const host of [
    'https://factory.test',
    'HTTPS://Factory.TEST',
    'https://u:p@factory.test',
    ' https:factory.test',
  ]) {
    expect(isIssuerOf(MAIN_URL, `${host}${rest}`), `${host}${rest}`).toBe(true)
  }
  expect(isIssuerOf(MAIN_URL, `https://factory.test.evil${rest}`)).toBe(false)
})
