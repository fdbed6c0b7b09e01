import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { decodeUnverified } from '#core/token/decode-unverified'
import { openTestFactory, type TestFactory } from '../test-factory.ts'
import request from '../../tests/support/request.ts'

let factory: TestFactory
beforeAll(async () => {
  factory = await openTestFactory()
})
afterAll(() => factory.close())

const post = (path: string) => request(factory.app).post(path)
const partsOf = (token: string) => decodeUnverified(token) as { header: object; claims: Record<string, unknown> }
const claimsOf = async (claims: object, query = '') => partsOf(await factory.issue('servicea', claims, query)).claims

test('a token is an answer of its own kind that nobody may cache', async () => {
  const answer = await post('/issueToken/servicea').send({ aud: 'serviceb' })
  expect(answer.status).toBe(200)
  expect(answer.headers['content-type']).toBe('application/jwt')
  expect(answer.headers['cache-control']).toBe('no-store')
  expect(answer.text).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/)
})

test('the header says algorithm, key and type', async () => {
  const { header } = partsOf(await factory.issue('servicea'))
  expect(header).toEqual({ alg: 'ES256', kid: factory.rings.active('servicea')?.kid, typ: 'JWT' })
})

test('without a body, issuer, subject, times and token id are set', async () => {
  const answer = await post('/issueToken/servicea').expect(200)
  const now = factory.seconds()
  expect(partsOf(answer.text).claims).toEqual({
    iss: 'https://jwt-factory/',
    sub: 'servicea',
    iat: now,
    jti: expect.stringMatching(/^[\da-f-]{36}$/),
    exp: now + 3600,
  })
})

test('iss, sub, iat, jti and nbf may be given, and any claim beside them', async () => {
  const given = {
    iss: 'https://other',
    sub: 'someone',
    aud: ['a', 'b'],
    iat: 1000,
    jti: 'my-id',
    nbf: 1000.5,
    plan: {},
  }
  expect(await claimsOf(given)).toEqual({ ...given, exp: factory.seconds() + 3600 })
})

test('exp may not be given, for the factory sets it', async () => {
  const answer = await post('/issueToken/servicea').send({ exp: 2_000_000_000 })
  expect(answer.status).toBe(400)
  expect(answer.headers['content-type']).toBe('application/problem+json')
  expect(answer.body.faults).toEqual([{ at: 'exp', message: expect.stringContaining('FACTORY_TOKEN_LIFETIME') }])
})

test('every claim that no verifier would take is named at once', async () => {
  const answer = await post('/issueToken/servicea').send({ iss: 5, aud: [], nbf: 'soon', sub: '', exp: 1 })
  expect(answer.status).toBe(400)
  expect(answer.body.faults.map(({ at }: { at: string }) => at)).toEqual(['iss', 'sub', 'aud', 'nbf', 'exp'])
})

test('two tokens never share a token id', async () => {
  const [first, second] = await Promise.all([claimsOf({}), claimsOf({})])
  expect(first?.['jti']).not.toBe(second?.['jti'])
})

describe('?expired', () => {
  test.each(['1', 'true', 'yes', '123'])('=%s issues a token that expired an hour ago', async (value) => {
    const { iat, exp } = await claimsOf({}, `?expired=${encodeURIComponent(value)}`)
    expect({ iat, exp }).toEqual({ iat: factory.seconds() - 7200, exp: factory.seconds() - 3600 })
  })

  test.each(['?expired=0', '?expired=false', '?expired=no', '?expired=NO'])(
    '%s issues a token that lives',
    async (query) => {
      expect((await claimsOf({}, query))['exp']).toBe(factory.seconds() + 3600)
    },
  )

  test.each(['?expired=', '?expired', '?expired=x', '?EXPIRED=1', '?expire=1', '?expired=1&expired=1'])(
    '%s is refused: a typing error must not look like a no',
    async (query) => {
      const { body } = await request(factory.app).post(`/issueToken/servicea${query}`).send({}).expect(400)
      expect(body.detail).toContain(
        'This address takes: expired (1, true or yes; 0, false or no), lifetime (a number of seconds), pretty',
      )
    },
  )
})

describe('?lifetime', () => {
  test.each([1, 60, 3600])('=%d issues a token that lives so many seconds', async (seconds) => {
    const { iat, exp } = await claimsOf({}, `?lifetime=${seconds}`)
    expect({ iat, exp }).toEqual({ iat: factory.seconds(), exp: factory.seconds() + seconds })
  })

  test('goes with ?expired=1: it has lived so long, and ended an hour ago', async () => {
    const { iat, exp } = await claimsOf({}, '?lifetime=60&expired=1')
    expect({ iat, exp }).toEqual({ iat: factory.seconds() - 3660, exp: factory.seconds() - 3600 })
  })

  test('is refused beyond FACTORY_TOKEN_LIFETIME, not cut', async () => {
    const { body } = await post('/issueToken/servicea?lifetime=3601').send({}).expect(400)
    expect(body.detail).toBe('The parameter "lifetime" must be a number of seconds from 1 to 3600.')
  })

  test.each(['0', '-1', '1.5', '60s', '', '1e3', '99999999999'])('=%s is none', async (text) => {
    const { body } = await post(`/issueToken/servicea?lifetime=${text}`).send({}).expect(400)
    expect(body.detail).toContain('lifetime (a number of seconds)')
  })
})

test('FACTORY_ISSUER and FACTORY_TOKEN_LIFETIME set issuer and life', async () => {
  const { issue, seconds, close } = await openTestFactory({
    env: { FACTORY_ISSUER: 'https://mine', FACTORY_TOKEN_LIFETIME: '60' },
  })
  onTestFinished(close)
  expect(partsOf(await issue('servicea')).claims).toMatchObject({ iss: 'https://mine', exp: seconds() + 60 })
})

test('an unknown ring id is a 404 problem that says how to get a key, and makes none', async () => {
  const answer = await post('/issueToken/nobody').send({})
  expect(answer.status).toBe(404)
  expect(answer.headers['content-type']).toBe('application/problem+json')
  expect(answer.body).toMatchObject({ type: 'urn:jwt-sandbox:problem:not-found', status: 404 })
  expect(answer.body.detail).toContain('GET /keys/nobody')
  expect(factory.rings.ids()).not.toContain('nobody')
})

test('a token too long for any request is not issued', async () => {
  const answer = await post('/issueToken/servicea').send({ note: 'x'.repeat(20_000) })
  expect(answer.status).toBe(413)
})

describe('a body that is no JSON object of claims is refused', () => {
  const deep = '{"a":'.repeat(33) + '1' + '}'.repeat(33)
  test.each([
    ['an array', '[]', 400],
    ['a bare string', '"x"', 400],
    ['null', 'null', 400],
    ['a number', '7', 400],
    ['half of an object', '{"aud":', 400],
    ['a name that appears twice', '{"sub":"a","sub":"b"}', 400],
    ['a name that poisons prototypes', '{"__proto__":{"a":1}}', 400],
    ['33 levels', deep, 400],
    ['more than 100 kB', JSON.stringify({ note: 'x'.repeat(102_401) }), 413],
  ])('%s', async (_name, body, status) => {
    const answer = await post('/issueToken/servicea').type('application/json').send(body)
    expect(answer.status).toBe(status)
    expect(answer.headers['content-type']).toBe('application/problem+json')
    expect(answer.text).not.toMatch(/node_modules|\.ts\b|at \w+ \(/)
  })

  test('JSON under another content type', async () => {
    const answer = await post('/issueToken/servicea').type('text/plain').send('{}')
    expect(answer.status).toBe(415)
    expect(answer.body.type).toBe('urn:jwt-sandbox:problem:unsupported-media-type')
  })
})

test.each(['', '/', '/issuers/near', '/issuers/near/', '/issuers/never-used'])(
  'no token in the name of an issuer of this process: %s',
  async (path) => {
    const main = 'https://localhost:5443'
    for (const iss of [`${main}${path}`, `${main.toUpperCase()}${path}`]) {
      const { status, body } = await request(factory.app).post('/issueToken/servicea').send({ iss, scope: 'admin' })
      expect(status, iss).toBe(400)
      expect(body.faults).toEqual([{ at: 'iss', message: expect.stringMatching(/granted at \/token$/) }])
    }
  },
)

test('nor where the configuration makes it the iss of every token', async () => {
  const other = await openTestFactory({ env: { FACTORY_ISSUER: 'https://localhost:5443/issuers/near' } })
  onTestFinished(other.close)
  const { body } = await request(other.app).post('/issueToken/servicea').send({}).expect(400)
  expect(body.faults).toEqual([{ at: 'iss', message: expect.stringMatching(/granted at \/token$/) }])
  await request(other.app).post('/issueToken/servicea').send({ iss: 'https://mine' }).expect(200)
})

test.each([
  'https://localhost:5443.evil.test',
  'https://localhost:5444',
  'http://localhost:5443',
  'near',
  'https://a b',
])('an iss that is only similar is the business of the caller: %s', async (iss) => {
  await request(factory.app).post('/issueToken/servicea').send({ iss }).expect(200)
})
