import { Buffer } from 'node:buffer'
import { createPublicKey } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { decodeUnverified } from '#core/token/decode-unverified'
import { MAX_KEYS_PER_RING } from '#core/rings/key-rings'
import { openTestFactory, type TestFactory } from '../test-factory.ts'
import request from '../../tests/support/request.ts'

let factory: TestFactory
beforeEach(async () => {
  factory = await openTestFactory()
})
afterEach(() => factory.close())

const get = (path: string) => request(factory.app).get(path)
const post = (path: string) => request(factory.app).post(path)
const remove = (path: string) => request(factory.app).delete(path)
const kidOf = (token: string) => (decodeUnverified(token) as { header: { kid: string } }).header.kid // of our own making

describe('GET /keys/:ringId', () => {
  test('shows the public key as PEM in base64 and as JWK, with its key id and algorithm', async () => {
    const { status, body, headers } = await get('/keys/servicea')
    expect(status).toBe(200)
    expect(headers['content-type']).toBe('application/json')
    expect(headers['cache-control']).toBe('no-store')
    expect(Object.keys(body)).toEqual(['publicKey', 'kid', 'alg', 'jwk', 'keys'])
    expect(body).toMatchObject({
      alg: 'ES256',
      kid: body.jwk.kid,
      jwk: { kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' },
    })
    const pem = createPublicKey(Buffer.from(body.publicKey, 'base64').toString())
    expect(pem.export({ format: 'jwk' })).toMatchObject({ x: body.jwk.x, y: body.jwk.y })
    expect(body.jwk).not.toHaveProperty('d')
  })

  test('makes a key that is not there yet, stores it, and never replaces it', async () => {
    const [first, second] = await Promise.all([get('/keys/new'), get('/keys/new')])
    const third = await get('/keys/new')
    expect(second.body).toEqual(first.body)
    expect(third.body).toEqual(first.body)
    expect(await factory.files()).toContain(`jwt-factory/new.${first.body.kid}.json`)
  })
})

interface Entry {
  kid: string
}

const published = async () => (await get('/utils/jwks')).body.keys.map(({ kid }: { kid: string }) => kid)

describe('POST /keys/:ringId', () => {
  test('makes a new key, 201, which signs from now on', async () => {
    const before = await get('/keys/servicea')
    const { status, body } = await post('/keys/servicea')
    expect(status).toBe(201)
    expect(Object.keys(body)).toEqual(['publicKey', 'kid', 'alg', 'jwk', 'keys'])
    expect(body.kid).not.toBe(before.body.kid)
    expect(kidOf(await factory.issue('servicea'))).toBe(body.kid)
    expect((await get('/keys/servicea')).body).toEqual(body)
  })

  test('makes the first key of an id too', async () => {
    const { status, body } = await post('/keys/new')
    expect(status).toBe(201)
    expect((await get('/keys/new')).body).toEqual(body)
  })

  test('the earlier key stays published and verifies for the life of its tokens, then it is gone', async () => {
    const token = await factory.issue('servicea', { aud: 'serviceb' })
    await post('/keys/servicea').expect(201)
    factory.advance({ minutes: 59, seconds: 59 })
    expect(await published()).toContain(kidOf(token))
    expect((await factory.verdictOn(token)).valid).toBe(true)
    factory.advance({ seconds: 2, milliseconds: 1 }) // its dates are whole seconds
    expect(await published()).not.toContain(kidOf(token))
    expect(await published()).toHaveLength(1)
    expect((await factory.verdictOn(token)).reason).toBe('unknown-key')
  })

  test('the file of a key that nobody needs any more is removed when the next one is made', async () => {
    const old = factory.rings.active('servicea')?.kid
    await post('/keys/servicea').expect(201)
    expect(await factory.files()).toContain(`jwt-factory/servicea.${old}.json`)
    factory.advance({ hours: 2 })
    await post('/keys/servicea').expect(201)
    expect(await factory.files()).not.toContain(`jwt-factory/servicea.${old}.json`)
  })

  test('says when there is no room for another key, and keeps the ones there are', async () => {
    for (let made = 1; made < MAX_KEYS_PER_RING; made++) await factory.rings.renew('servicea')
    const { status, body } = await post('/keys/servicea')
    expect(status).toBe(429)
    expect(body.type).toBe('urn:jwt-sandbox:problem:too-many-keys')
    expect((await factory.verdictOn(await factory.issue('servicea', { aud: 'serviceb' }))).valid).toBe(true)
  })
})

describe('POST /keys/:ringId?prepare=1', () => {
  test('logs what has become of the key: the first one of a ring signs at once', async () => {
    const [first, second] = [await post('/keys/new?prepare=1'), await post('/keys/new?prepare=1')]
    const states = [first, second].map(({ body }) => body.keys.find(({ kid }: Entry) => kid === body.kid).state)
    expect(states).toEqual(['active', 'prepared'])
    const events = factory.logs.map((line) => JSON.parse(line)).filter(({ ringId }) => ringId === 'new')
    expect(events).toMatchObject([
      { msg: 'key-made', kid: first.body.kid },
      { msg: 'key-prepared', kid: second.body.kid },
    ])
  })

  test('publishes a key that does not sign before the next renewal', async () => {
    const before = await get('/keys/servicea')
    const { status, body } = await post('/keys/servicea?prepare=1')
    expect(status).toBe(201)
    expect(body.keys.map(({ kid, state }: { kid: string; state: string }) => [kid, state])).toEqual([
      [body.kid, 'prepared'],
      [before.body.kid, 'active'],
    ])
    expect(await published()).toEqual([body.kid, before.body.kid])
    expect(kidOf(await factory.issue('servicea'))).toBe(before.body.kid)
    expect((await post('/keys/servicea')).body.kid).toBe(body.kid)
    expect(kidOf(await factory.issue('servicea'))).toBe(body.kid)
  })
})

describe('DELETE /keys/:ringId/:kid', () => {
  test('takes a key out at once: its tokens are refused by name, and another key signs', async () => {
    const token = await factory.issue('servicea', { aud: 'serviceb' })
    const { status, body } = await remove(`/keys/servicea/${kidOf(token)}`)
    expect(status).toBe(200)
    expect(body).toMatchObject({ revoked: kidOf(token), keys: [{ state: 'active' }, { state: 'revoked' }] })
    expect(await published()).toEqual([body.keys[0].kid])
    expect((await factory.verdictOn(token)).reason).toBe('revoked-key')
    expect((await factory.verdictOn(await factory.issue('servicea', { aud: 'serviceb' }))).valid).toBe(true)
    expect(await factory.files()).not.toContain(`jwt-factory/servicea.${kidOf(token)}.json`)
  })

  test.each(['/keys/servicea/nobody', '/keys/nobody/x', '/keys/servicea/__proto__', '/keys/nobody'])(
    '%s is a 404 problem, and nothing changes',
    async (path) => {
      const before = await published()
      const { status, body } = await remove(path)
      expect(status).toBe(404)
      expect(body.type).toBe('urn:jwt-sandbox:problem:not-found')
      expect(await published()).toEqual(before)
      expect(factory.rings.ids()).toEqual(['servicea'])
    },
  )
})

describe('DELETE /utils/keys/:ringId', () => {
  test('takes a ring away: its tokens are no longer valid, and the next of its name has another key', async () => {
    const { kid } = (await get('/keys/mine')).body
    const { text: token } = await post('/issueToken/mine')
    expect(await factory.use.ringIds()).toEqual(new Set(['mine']))
    expect((await remove('/utils/keys/mine')).body).toEqual({ removed: 'mine' })
    expect((await get('/utils/keys')).body).toEqual(['servicea'])
    expect((await post('/verify/mine').send({ token, aud: 'b', sub: 'mine' })).status).toBe(404)
    expect((await get('/keys/mine')).body.kid).not.toBe(kid)
    const { body } = await post('/verify/mine').send({ token, aud: 'b', sub: 'mine' })
    expect(body).toMatchObject({ valid: false, reason: 'unknown-key' })
  })

  test('there must be one, and those that services sign with stay', async () => {
    expect((await remove('/utils/keys/mine')).status).toBe(404)
    expect((await remove('/utils/keys/@')).status).toBe(400)
    expect((await remove('/utils/keys/servicea')).status).toBe(409)
    expect((await get('/utils/keys')).body).toEqual(['servicea'])
  })
})

describe('GET /utils', () => {
  test('publicKey answers the PEM in base64, as text', async () => {
    const { status, text, headers } = await get('/utils/publicKey/servicea')
    expect(status).toBe(200)
    expect(headers['content-type']).toBe('text/plain; charset=utf-8')
    expect(text).toBe((await get('/keys/servicea')).body.publicKey)
    expect(Buffer.from(text, 'base64').toString()).toMatch(/^-----BEGIN PUBLIC KEY-----\n/)
  })

  test('publicKey of an unknown id is a 404 problem and makes no key', async () => {
    const { status, body } = await get('/utils/publicKey/nobody')
    expect(status).toBe(404)
    expect(body.type).toBe('urn:jwt-sandbox:problem:not-found')
    expect(factory.rings.ids()).toEqual(['servicea'])
  })

  test('keys lists the ring ids', async () => {
    await get('/keys/constructor').expect(200)
    const { status, body } = await get('/utils/keys')
    expect(status).toBe(200)
    expect(body).toEqual(['constructor', 'servicea'])
  })
})
