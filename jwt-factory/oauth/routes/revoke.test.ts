import { afterEach, beforeEach, expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { createMemoryStore } from '#core/store/memory-store'
import { StoreUnavailable } from '#core/store/store'
import { signToken } from '#core/token/sign'
import { basic, decode, forge, openTestIssuer, seconds, type TestIssuer } from '../../test-issuer.ts'

let factory: TestIssuer
beforeEach(async () => {
  factory = await openTestIssuer()
})
afterEach(() => factory.close())

const down = () => Promise.reject(new StoreUnavailable('away'))
const revoke = (token: string, client: string | undefined = 'servicea', form = {}) =>
  factory.post('/revoke', { token, ...form }, client)
const isActive = async (token: string) => (await factory.post('/introspect', { token }, 'serviceb')).body.active

test('a revoked token is no longer valid, from the answer on (RFC 7009 §2)', async () => {
  const token = await factory.grant('servicea')
  const other = await factory.grant('servicea')
  const { headers } = await revoke(token).expect(200)
  expect(headers['cache-control']).toBe('no-store')
  expect(await isActive(token)).toBe(false)
  expect(await isActive(other)).toBe(true)
})

test.each(['a living token', 'garbage'])(
  'the answer about %s can be read by clients that read every answer, as JSON or by its type (§2.2)',
  async (what) => {
    const token = what === 'garbage' ? what : await factory.grant('servicea')
    const { text, headers } = await revoke(token).expect(200)
    expect(headers['content-type']).toBe('application/json')
    expect(JSON.parse(text)).toEqual({})
  },
)

test('it goes by iss and jti: every spelling of the token is revoked, and no token of another issuer (§2)', async () => {
  const near = await factory.issuers.named('near')
  const same = { jti: 'one-id', exp: seconds(factory) + 600 }
  const token = await forge(factory, same)
  const respelled = await forge(factory, { ...same, extra: 1 })
  await forge(factory, same, { issuer: near })
  await revoke(token).expect(200)
  expect(await isActive(respelled)).toBe(false)
  const foreign = await forge(factory, same, { issuer: near })
  expect((await factory.post('/issuers/near/introspect', { token: foreign }, 'serviceb')).body.active).toBe(true)
})

test('the store forgets a revocation when the token has expired anyway', async () => {
  const token = await factory.grant('servicea')
  await revoke(token).expect(200)
  expect(await factory.store.list('revoked')).toHaveLength(1)
  expect((await factory.store.list('revoked'))[0]?.[0]).toBe(`https://factory.test ${decode(token).claims.jti}`)
  factory.clock.advance({ hours: 1, seconds: 301 })
  expect(await factory.store.list('revoked')).toEqual([])
})

test('revoking twice, or an expired token, is no error (§2.2)', async () => {
  const token = await factory.grant('servicea')
  await revoke(token).expect(200)
  await revoke(token).expect(200)
  await revoke(await factory.grant('servicea', {}, '/token?expired=1')).expect(200)
})

/** What clocks may do between the grant of a token and its revocation; the main key is changed in between, or not. */
const WRONG_CLOCKS: [hours: number, isKeyChanged: boolean][] = [
  [2, false],
  [-2, false],
  [2, true],
  [-2, true],
  [20, false],
]

test.each(WRONG_CLOCKS)(
  'what is revoked while the clock is wrong is still revoked when it is right: %i hours, after a change of keys: %s',
  async (hours, isKeyChanged) => {
    const token = await factory.grant('servicea')
    if (isKeyChanged) await factory.http.post('/keys').expect(201)
    const granted = factory.clock.now()
    factory.clock.set(granted + hours * 3_600_000)
    await revoke(token).expect(200)
    factory.clock.set(granted)
    expect(await isActive(token)).toBe(false)
    factory.clock.advance({ minutes: 59 })
    expect((await factory.store.list('revoked')).length).toBe(1)
  },
)

test.each([2, -2])('nobody else revokes it meanwhile: %i hours', async (hours) => {
  const token = await factory.grant('servicea')
  factory.clock.set(factory.clock.now() + hours * 3_600_000)
  expect((await revoke(token, 'serviceb').expect(400)).body.error).toBe('unauthorized_client')
  const stranger = factory.keyOf['serviceb'] ?? expect.fail('no key')
  await revoke(await signToken(decode(token).claims, stranger, 'at+jwt')).expect(200)
  expect(await factory.store.list('revoked')).toEqual([])
})

test('a token that is long over is remembered for a moment only', async () => {
  const token = await factory.grant('servicea')
  factory.clock.advance({ hours: 1000 })
  await revoke(token).expect(200)
  factory.clock.advance({ minutes: 10 })
  expect(await factory.store.list('revoked')).toEqual([])
})

test.each(['garbage', 'a.b.c', 'x'.repeat(50_000)])(
  'what is no token needs no revoking (§2.2): %.10s',
  async (text) => {
    await revoke(text).expect(200)
    expect(await factory.store.list('revoked')).toEqual([])
  },
)

test.each(['access_token', 'refresh_token', 'nonsense'])(
  'the hint %s changes nothing (§2.1)',
  async (token_type_hint) => {
    const token = await factory.grant('servicea')
    await revoke(token, 'servicea', { token_type_hint }).expect(200)
    expect(await isActive(token)).toBe(false)
  },
)

test('only the client that got a token may revoke it; the recipient may not either (§2.1)', async () => {
  const token = await factory.grant('servicea')
  for (const client of ['serviceb', 'servicec']) {
    const { body } = await revoke(token, client).expect(400)
    expect(body.error).toBe('unauthorized_client')
  }
  expect(await isActive(token)).toBe(true)
})

test('nobody revokes without authentication (§2.1)', async () => {
  const token = await factory.grant('servicea')
  await factory.post('/revoke', { token }).expect(401)
  await factory.post('/revoke', { token, client_id: 'servicea' }).expect(401)
  expect(await isActive(token)).toBe(true)
})

test('it is a POST of a form with the parameter token (§2.1)', async () => {
  await factory.http.get('/revoke?token=x').set('authorization', basic('servicea')).expect(405)
  expect((await factory.post('/revoke', {}, 'servicea').expect(400)).body.error).toBe('invalid_request')
})

test('a token in the name of the issuer that its keys did not sign revokes nothing (§2.1)', async () => {
  const token = await factory.grant('servicea')
  const stranger = factory.keyOf['serviceb'] ?? expect.fail('no key')
  await revoke(await signToken(decode(token).claims, stranger, 'at+jwt')).expect(200)
  expect(await isActive(token)).toBe(true)
})

test('a token that another factory has dated a little ahead is revoked all the same', async () => {
  const token = await forge(factory, { iat: seconds(factory) + 2 })
  await revoke(token).expect(200)
  factory.clock.advance({ seconds: 3 })
  expect(await isActive(token)).toBe(false)
})

test('when the store is down the answer is 503 with Retry-After, and never 200 (§2.2.1)', async () => {
  const other = await openTestIssuer({ store: { ...createMemoryStore(manualClock(0)), set: down } })
  const token = await other.grant('servicea')
  const { headers } = await other.post('/revoke', { token }, 'servicea').expect(503)
  expect(headers['retry-after']).toMatch(/^\d+$/)
  await other.close()
})
