import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { createMemoryStore } from '#core/store/memory-store'
import { DISK_FULL, StoreUnavailable, type Store } from '#core/store/store'
import { factoryRoutes } from './factory.ts'
import { assertion, assertionForm, openTestIssuer, START, type TestIssuer } from './test-issuer.ts'
import { newPublisher } from '../tests/support/publisher.ts'

let factory: TestIssuer
let isDown = false
let fault: StoreUnavailable

/** A store that goes away when the test says so; the rings live in it too. */
function fragile(): Store {
  const store = createMemoryStore(manualClock(START))
  return new Proxy(store, {
    get: (target, name, receiver) =>
      isDown ? () => Promise.reject(fault) : (Reflect.get(target, name, receiver) as unknown),
  })
}

beforeEach(async () => {
  isDown = false
  fault = new StoreUnavailable('away')
  factory = await openTestIssuer({ store: fragile(), ringsInStore: true })
})
afterEach(() => factory.close())

const token = async () => factory.grant('servicea')
const named = (kid: string) => `${btoa(JSON.stringify({ alg: 'ES256', kid }))}.e30.eA`.replaceAll('=', '')

/** Each route that needs the store, asked in a way that needs it. */
const QUESTIONS: Record<string, () => Promise<() => PromiseLike<{ status: number; headers: object; text: string }>>> = {
  'verify with a key that is not known': async () => () =>
    factory.http.post('/verify/servicea').send({ token: named('never-seen'), aud: 'b', sub: 'a' }),
  'the first key of a ring': async () => () => factory.http.get('/keys/new-one'),
  'another key of a ring': async () => () => factory.http.post('/keys/servicea'),
  'a key ahead of its time': async () => () => factory.http.post('/keys/servicea?prepare=1'),
  'the end of a key': async () => () => factory.http.delete('/keys/servicea/kid'),
  'another key of the issuer': async () => () => factory.http.post('/keys'),
  'the first use of an issuer: its key set': async () => () => factory.http.get('/issuers/near/jwks'),
  'the first use of an issuer: its key': async () => () => factory.http.get('/issuers/near/keys'),
  'the first use of an issuer: a token': async () => () => factory.ask('servicea', {}, '/issuers/near/token'),
  'the end of an issuer': async () => () => factory.http.delete('/issuers/near'),
  'a token by an assertion': async () => {
    const form = { grant_type: 'client_credentials', ...assertionForm(await assertion(factory, 'batch')) }
    return () => factory.post('/token', form)
  },
  'a token in exchange': async () => {
    const form = {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: await token(),
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      audience: 'servicec',
    }
    return () => factory.post('/token', form, 'serviceb')
  },
  introspection: async () => {
    const form = { token: await token() }
    return () => factory.post('/introspect', form, 'serviceb')
  },
  revocation: async () => {
    const form = { token: await token() }
    return () => factory.post('/revoke', form, 'servicea')
  },
}

test.each(Object.entries(QUESTIONS))(
  'while the store is away, %s is 503 and never a yes, a no or a bug',
  async (_what, prepare) => {
    const ask = await prepare()
    isDown = true
    const { status, headers, text } = await ask()
    expect(status, text).toBe(503)
    expect(headers).toHaveProperty('retry-after')
    expect(text).toMatch(/cannot-decide|temporarily_unavailable/)
    expect(factory.logs.filter((line) => line.includes('"bug"'))).toEqual([])
  },
)

/** What the process knows by itself, or what the store has nothing to do with. */
const NEEDS_NO_STORE = new Set([
  'get /',
  'get /healthz',
  'get /traces/:traceId',
  'get /traces/:traceId/tokens',
  'get /utils/jwks',
  'get /utils/keys',
  'post /utils/dump',
  'post /dump',
  'get /jwks',
  'get /.well-known/jwks.json',
  'get /keys',
  'get /authorize', // nobody logs in here
  'get /issuers/:name/authorize',
  'post /token', // by client credentials: with a secret, nothing is spent
])

const isMetadata = (path: string) =>
  path.includes('openid-configuration') || path.includes('oauth-authorization-server')

test('while the store is away, no route says that something is not there: another factory may have made it', async () => {
  const { text } = await factory.http.post('/issueToken/servicea').send({ aud: 'serviceb' })
  const form = { grant_type: 'client_credentials', token: await token() }
  const key = await newPublisher('ES256')
  isDown = true
  for (const { method, paths } of factoryRoutes(factory).filter(({ isControl }) => !isControl)) {
    for (const path of paths.filter((one) => !isMetadata(one) && !NEEDS_NO_STORE.has(`${method} ${one}`))) {
      const names = { ringId: 'made-elsewhere', name: 'elsewhere', service: 'elsewhere', kid: key.kid }
      const url = path.replaceAll(/:(\w+)/g, (_, name: keyof typeof names) => names[name])
      const isOAuth = /(token|introspect|revoke)$/.test(path)
      const asked = isOAuth
        ? factory.post(url, form, 'servicea')
        : factory.http[method](url).send(
            {
              post: { token: text, aud: 'serviceb', sub: 'servicea' },
              put: key.document,
              get: undefined,
              delete: undefined,
              patch: undefined,
            }[method],
          )
      const { status } = await asked
      expect([method, url, status]).toEqual([method, url, 503])
    }
  }
})

test('a full disk is 503, and says so', async () => {
  fault = new StoreUnavailable('database or disk is full', { detail: DISK_FULL })
  isDown = true
  const { status, body } = await factory.http.post('/keys/servicea')
  expect([status, body.detail]).toEqual([503, 'The disk of the store is full.'])
})

const SECOND = { seconds: 1 }
const tick = () => factory.rings.tick().catch(() => {}) // as the timer does

describe('a store that is away for more than two seconds: another factory may have revoked any key', () => {
  const ASKED = ['/healthz', '/jwks', '/utils/jwks', '/utils/keys', '/keys/servicea', '/keys/servicea/jwks', '/keys']

  test.each([...ASKED, '/issuers/near/jwks', '/.well-known/openid-configuration', '/utils/publicKey/servicea'])(
    'GET %s is 503, until it is back',
    async (path) => {
      await factory.http.get('/issuers/near/jwks').expect(200)
      isDown = true
      await tick()
      factory.clock.advance(SECOND)
      await factory.http.get(path).expect(200)
      factory.clock.advance(SECOND)
      factory.clock.advance(SECOND)
      await factory.http.get(path).expect('retry-after', /\d/).expect(503)
      await factory.http.get('/').expect(200)
      isDown = false
      await tick()
      await factory.http.get(path).expect(200)
    },
  )

  test('so are tokens, granted or not, and every verdict', async () => {
    const known = await factory.http.post('/issueToken/servicea').send({ aud: 'b' }).expect(200)
    isDown = true
    await tick()
    factory.clock.advance({ seconds: 3 })
    await factory.http.post('/issueToken/servicea').send({ aud: 'b' }).expect(503)
    await factory.http.post('/verify/servicea').send({ token: known.text, aud: 'b', sub: 'servicea' }).expect(503)
    const { body } = await factory.ask('servicea').expect(503)
    expect(body.error).toBe('temporarily_unavailable')
  })
})

test('what needs no store goes on for a moment: a token by secret, a known key, a key set', async () => {
  isDown = true
  await factory.ask('servicea').expect(200)
  await factory.http.get('/keys/servicea').expect(200)
  await factory.http.get('/jwks').expect(200)
  const { text } = await factory.http.post('/issueToken/servicea').send({ aud: 'b' }).expect(200)
  const { body } = await factory.http.post('/verify/servicea').send({ token: text, aud: 'b', sub: 'servicea' })
  expect(body.valid).toBe(true)
})
