import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { keyAddress, newPublisher } from '../tests/support/publisher.ts'
import { assertion, assertionForm, forge, MAIN_URL, openTestIssuer, seconds, type TestIssuer } from './test-issuer.ts'

// What CLOCK_LEEWAY must reach: every place of the factory that looks at the dates of a token, or remembers one.

const LEEWAY = 30

let factory: TestIssuer
beforeEach(async () => {
  factory = await openTestIssuer({ env: { CLOCK_LEEWAY: String(LEEWAY) } })
})
afterEach(() => factory.close())

const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'
const exchange = (form: Record<string, string>) =>
  factory.post(
    '/token',
    { grant_type: EXCHANGE, subject_token_type: ACCESS_TOKEN, audience: 'servicec', ...form },
    'serviceb',
  )
const isGood = async (answer: PromiseLike<{ status: number }>) => (await answer).status === 200
/** What is believed within the leeway after its exp gives no new token: that would have expired before it was issued. */
async function isBelievedOrOver(answer: PromiseLike<{ status: number; body: { error_description?: string } }>) {
  const { status, body } = await answer
  return status === 200 || (body.error_description ?? '').includes('without any leeway')
}
const grantBy = (text: string) => factory.post('/token', { grant_type: 'client_credentials', ...assertionForm(text) })

interface Place {
  /** A token as that place wants it, with these dates. */
  make(dates: Record<string, unknown>): Promise<string>
  isBelieved(token: string): Promise<boolean>
  /** Seconds. */
  leeway: number
  longestLife: number
}

const ownToken = { make: (dates: object) => forge(factory, { ...dates }), leeway: LEEWAY, longestLife: 86_400 }
const ofAnHour = { leeway: LEEWAY, longestLife: 3600 }
const ofTenMinutes = { leeway: LEEWAY, longestLife: 600 }

const tokenOfService = {
  ...ownToken,
  make: (dates: Record<string, unknown>) => {
    const issuer = { ...factory.issuers.main, url: factory.config.issuer, ringId: 'servicea' }
    return forge(factory, dates, { issuer, type: 'JWT' })
  },
}
const asked = (token: string) => ({ token, aud: 'serviceb', sub: 'servicea' })
const look = async (path: string, body: object) =>
  (await factory.http.post(`/control${path}`).set('host', 'localhost').send(body)).body

const publisher = await newPublisher('ES256')

const PLACES: Record<string, Place> = {
  'POST /verify': {
    ...tokenOfService,
    isBelieved: async (token) => (await factory.http.post('/verify/servicea').send(asked(token))).body.valid,
  },
  'what the control plane says of POST /verify': {
    ...tokenOfService,
    isBelieved: async (token) => (await look('/verify/servicea', asked(token))).verdict.valid,
  },
  'POST /introspect': {
    ...ownToken,
    isBelieved: async (token) => (await factory.post('/introspect', { token }, 'serviceb')).body.active,
  },
  'what the control plane says of POST /introspect': {
    ...ownToken,
    isBelieved: async (token) => (await look('/clients/serviceb/introspect', { token })).introspection.active,
  },
  'the JWT of whoever publishes a key': {
    ...ofAnHour,
    make: (claims) => publisher.sign({ service: 'orders', origin: MAIN_URL, now: seconds(factory), claims }),
    async isBelieved(token) {
      const asking = factory.http.put(keyAddress('orders', publisher.kid)).auth(token, { type: 'bearer' })
      return (await asking.send(publisher.document)).status < 300
    },
  },
  'the subject token of an exchange': {
    ...ownToken,
    isBelieved: (subject_token) => isBelievedOrOver(exchange({ subject_token })),
  },
  'the actor token of an exchange': {
    ...ownToken,
    make: (dates) => forge(factory, { ...dates, sub: 'night-shift', client_id: 'serviceb' }),
    isBelieved: async (actor_token) =>
      isGood(exchange({ subject_token: await forge(factory, {}), actor_token, actor_token_type: ACCESS_TOKEN })),
  },
  'the assertion of a client': {
    ...ofAnHour,
    make: (dates) => assertion(factory, 'servicea', dates),
    isBelieved: (text) => isGood(grantBy(text)),
  },
  'an assertion as a grant': {
    ...ofTenMinutes,
    make: (dates) => assertion(factory, 'servicea', dates, undefined, 'authorization-grant+jwt'),
    isBelieved: (text) =>
      isBelievedOrOver(
        factory.post(
          '/token',
          { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: text },
          'servicea',
        ),
      ),
  },
}

describe.each(Object.entries(PLACES))('%s', (_name, { make, isBelieved, leeway, longestLife }) => {
  const outcome = async (dates: Record<string, unknown>) => isBelieved(await make(dates))

  test('believes for the leeway after exp, and no second longer', async () => {
    const now = seconds(factory)
    expect(await outcome({ iat: now - 600, exp: now - leeway })).toBe(false)
    expect(await outcome({ iat: now - 600, exp: now - leeway + 1 })).toBe(true)
  })

  test.each(['iat', 'nbf'])('believes for the leeway before %s, and no second earlier', async (claim) => {
    const now = seconds(factory)
    const exp = now + 330
    expect(await outcome({ [claim]: now + leeway + 1, exp })).toBe(false)
    expect(await outcome({ [claim]: now + leeway, exp })).toBe(true)
  })

  test('the leeway is added to the longest life, and no second more', async () => {
    const iat = seconds(factory)
    expect(await outcome({ iat, exp: iat + longestLife + leeway + 1 })).toBe(false)
    expect(await outcome({ iat, exp: iat + longestLife + leeway })).toBe(true)
  })
})

const refusalOf = async (text: string) => (await grantBy(text).expect(401)).body.error_description

describe('what is remembered of a token is remembered for as long as it is believed', () => {
  test('an assertion is good once, within the leeway after its exp as well', async () => {
    const once = await assertion(factory, 'servicea', { exp: seconds(factory) + 600 })
    await grantBy(once).expect(200)
    factory.clock.advance({ seconds: 600 + LEEWAY - 1 })
    expect(await refusalOf(once)).toMatch(/used before/)
    factory.clock.advance({ seconds: 1 })
    expect(await refusalOf(once)).toMatch(/expired/)
    factory.clock.advance({ minutes: 10 })
    expect(await factory.store.list('spent')).toEqual([])
  })

  test.each([30, 300])('a revoked token is revoked to its end, with a leeway of %i seconds', async (leeway) => {
    const other = await openTestIssuer({ env: { CLOCK_LEEWAY: String(leeway) } })
    const claims = { exp: seconds(other) + 600, jti: randomUUID() }
    const token = await forge(other, claims)
    const isActive = async () => (await other.post('/introspect', { token }, 'serviceb')).body.active
    await other.post('/revoke', { token }, 'servicea').expect(200)
    other.clock.advance({ seconds: 600 + leeway - 1 })
    expect(await isActive()).toBe(false)
    expect(await other.store.list('revoked')).toHaveLength(1)
    other.clock.advance({ seconds: 1 })
    expect(await isActive()).toBe(false) // expired by now
    await other.close()
  })
})

test.each([
  ['3600', 86_400],
  ['86400', 86_400],
  ['86401', 86_401],
])('with FACTORY_TOKEN_LIFETIME=%s a token lives for %i seconds at most', async (lifetime, most) => {
  const other = await openTestIssuer({ env: { FACTORY_TOKEN_LIFETIME: lifetime } })
  const iat = seconds(other)
  const isActive = async (exp: number) => {
    const token = await forge(other, { iat, exp })
    return (await other.post('/introspect', { token }, 'serviceb')).body.active
  }
  expect(await isActive(iat + most)).toBe(true)
  expect(await isActive(iat + most + 1)).toBe(false)
  await other.close()
})

test('no token is issued that has expired before', async () => {
  const over = { iat: seconds(factory) - 600, exp: seconds(factory) - 10 }
  const { status, body } = await exchange({ subject_token: await forge(factory, over) })
  expect([status, body.error]).toEqual([400, 'invalid_request'])
  const last = await exchange({ subject_token: await forge(factory, { ...over, exp: seconds(factory) + 1 }) })
  expect([last.status, last.body.expires_in]).toEqual([200, 1])
})
