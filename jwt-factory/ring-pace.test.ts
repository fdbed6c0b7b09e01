import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openTestIssuer, type TestIssuer } from './test-issuer.ts'

// Anybody can think of names. Whoever asks for the keys of one has them made: so many at once, and so many in a while.

const ISSUERS = 100

let factory: TestIssuer
beforeEach(async () => {
  factory = await openTestIssuer({ declaredIssuers: { '@': { algorithm: 'EdDSA' } } })
})
afterEach(() => factory.close())

const WAYS = ['/jwks', '/.well-known/jwks.json', '/keys']
const ask = (at: number, way = WAYS[at % WAYS.length]) => factory.http.get(`/issuers/name${at}${way}`)

describe('a stranger who thinks of many issuers', () => {
  test('has keys made for as many as there is room for, and for no more until a while has passed', async () => {
    for (let at = 0; at < ISSUERS; at++) await ask(at).expect(200)
    const { body, headers } = await ask(ISSUERS).expect(429)
    expect(body).toMatchObject({
      type: 'urn:jwt-sandbox:problem:too-many-keys',
      detail: expect.stringMatching(/Try again in 300 s, .*client.*clients\.json/),
    })
    expect(headers['retry-after']).toBe('300')
    await ask(0, '/jwks').expect(200) // what somebody has read a moment ago is still there
    factory.clock.advance({ seconds: 299 })
    await ask(ISSUERS).expect(429)
    factory.clock.advance({ seconds: 1 })
    for (let at = ISSUERS; at < 2 * ISSUERS; at++) await ask(at).expect(200)
    await ask(2 * ISSUERS).expect(429)
    expect(factory.rings.ids().filter((id) => /^@./.test(id))).toHaveLength(ISSUERS)
  })

  test('keeps no client from its token, and nobody from rings of other kinds', async () => {
    for (let at = 0; at < ISSUERS; at++) await ask(at).expect(200)
    await factory.ask('servicea', {}, '/issuers/of-a-client/token').expect(200)
    await factory.http.get('/issuers/of-a-client/jwks').expect(200)
    await factory.http.get('/keys/orders').expect(200)
    await factory.http.post('/issuers/another/keys').expect(429)
  })
})
