import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hostileToken } from '../../tests/support/hostile-tokens.ts'
import { signToken } from '#core/token/sign'
import type { Claims } from '#core/token/claims'
import { openTestFactory, START, type TestFactory } from '../test-factory.ts'
import request from '../../tests/support/request.ts'

let factory: TestFactory
beforeAll(async () => {
  factory = await openTestFactory({ ringIds: ['servicea', 'serviceb'] })
})
afterAll(() => factory.close())

const verify = (body: object, ringId = 'servicea') => request(factory.app).post(`/verify/${ringId}`).send(body)
const issue = (claims: object = {}, query = '') => factory.issue('servicea', { aud: 'serviceb', ...claims }, query)

test('a good token is valid, and its claims are shown', async () => {
  const answer = await verify({ token: await issue({ jti: 'one' }), aud: 'serviceb', sub: 'servicea' })
  expect(answer.status).toBe(200)
  expect(answer.headers['content-type']).toBe('application/json')
  expect(answer.headers['cache-control']).toBe('no-store')
  const iat = factory.seconds()
  const claims = { iss: 'https://jwt-factory/', sub: 'servicea', iat, jti: 'one', aud: 'serviceb', exp: iat + 3600 }
  expect(answer.body).toEqual({ valid: true, claims })
})

test('a token for several audiences is good for each', async () => {
  const token = await issue({ aud: ['servicec', 'serviceb'] })
  expect((await factory.verdictOn(token)).valid).toBe(true)
  expect((await factory.verdictOn(token, { aud: 'servicec' })).valid).toBe(true)
})

test('a token about somebody else than the ring id names is good for whoever asks about that somebody', async () => {
  const token = await issue({ sub: 'someone' })
  expect((await factory.verdictOn(token, { sub: 'someone' })).valid).toBe(true)
  expect((await factory.verdictOn(token)).reason).toBe('wrong-subject')
})

test('a token with an issuer of its own is good for whoever expects that issuer', async () => {
  const token = await issue({ iss: 'https://other' })
  expect((await factory.verdictOn(token, { iss: 'https://other' })).valid).toBe(true)
})

const keyOf = (ringId: string) => factory.rings.active(ringId) ?? expect.fail(`no key ${ringId}`)

const plain = (message: string) => ({ name: 'JsonWebTokenError', message })

const at = (seconds: number) => new Date(Date.parse(START) + seconds * 1000).toISOString()

const later = () => factory.seconds() + 100

const own = (claims: Claims) => {
  const times = { iat: factory.seconds(), exp: factory.seconds() + 60 }
  const base = { iss: 'https://jwt-factory/', sub: 'servicea', aud: 'serviceb', jti: 'x', ...times }
  return signToken({ ...base, ...claims }, keyOf('servicea'), 'JWT')
}

/** A case of the catalogue, made of a good token. */
const attack = async (id: string) => hostileToken(id, await issue())

describe('"no" is a successful answer, with the classic name and message', () => {
  test.each([
    [
      'expired',
      () => issue({}, '?expired=1'),
      { name: 'TokenExpiredError', message: 'jwt expired', expiredAt: at(-3600) },
    ],
    ['not-active', () => issue({ nbf: later() }), { name: 'NotBeforeError', message: 'jwt not active', date: at(100) }],
    ['not-active', () => issue({ iat: later() }), { name: 'NotBeforeError', message: 'jwt not active', date: at(100) }],
    ['malformed', () => 'nonsense', plain('jwt malformed')],
    ['malformed', () => '', plain('jwt malformed')],
    ['too-large', () => 'x'.repeat(16_000), plain('jwt malformed')],
    ['signature-missing', () => attack('sig-empty'), plain('jwt signature is required')],
    ['wrong-algorithm', () => attack('alg-none-signed'), plain('invalid algorithm')],
    ['wrong-algorithm', () => attack('alg-hmac-empty-key'), plain('invalid algorithm')],
    ['wrong-algorithm', () => attack('alg-lowercase'), plain('invalid algorithm')],
    ['signature-mismatch', () => attack('sig-random'), plain('invalid signature')],
    ['unknown-key', () => factory.issue('serviceb', { aud: 'serviceb', sub: 'servicea' }), plain('invalid signature')],
    ['critical-header', () => attack('crit-unknown'), plain('invalid token')],
    ['wrong-type', () => attack('type-typ-other'), plain('invalid token')],
    ['invalid-claim', () => own({ iss: '' }), plain('invalid token')],
    [
      'missing-claim',
      () => signToken({ iss: 'https://jwt-factory/', sub: 'servicea', aud: 'serviceb' }, keyOf('servicea'), 'JWT'),
      plain('invalid token'),
    ],
    ['lifetime-too-long', () => own({ exp: factory.seconds() + 90_000 }), plain('invalid token')],
    ['bound-token', () => issue({ cnf: { jkt: 'x' } }), plain('invalid token')],
    ['wrong-audience', () => issue({ aud: 'servicec' }), plain('jwt audience invalid. expected: serviceb')],
    ['wrong-issuer', () => issue({ iss: 'https://evil' }), plain('jwt issuer invalid. expected: https://jwt-factory/')],
    ['wrong-subject', () => issue({ sub: 'servicec' }), plain('jwt subject invalid. expected: servicea')],
  ])('%s (case %$)', async (reason, makeToken, error) => {
    const verdict = await factory.verdictOn(await makeToken())
    expect(verdict).toEqual({ valid: false, error, reason, claims: {} })
  })
})

test('a refusal is logged with its reason and without the token', async () => {
  const token = await issue({}, '?expired=1')
  await factory.verdictOn(token)
  const line = factory.logs.findLast((line) => line.includes('token-rejected')) ?? ''
  expect(JSON.parse(line)).toMatchObject({
    reason: 'expired',
    ringId: 'servicea',
    token: expect.stringMatching(/^jwt:\w{8}$/),
  })
  expect(line).not.toContain(token.slice(0, 20))
})

test('a question without token, aud and sub is told about all three', async () => {
  const answer = await verify({})
  expect(answer.status).toBe(400)
  expect(answer.headers['content-type']).toBe('application/problem+json')
  expect(answer.body.faults.map(({ at }: { at: string }) => at)).toEqual(['token', 'aud', 'sub'])
  for (const member of ['token', 'aud', 'sub']) expect(answer.body.detail).toContain(`${member}: is required`)
})

test.each([
  [{ aud: 'serviceb', sub: 'servicea' }, ['token']],
  [{ token: 'x', sub: 'servicea' }, ['aud']],
  [{ token: 'x', aud: 'serviceb' }, ['sub']],
  [{ token: 5, aud: ['serviceb'], sub: null }, ['token', 'aud', 'sub']],
])('%j lacks exactly %j', async (body, members) => {
  const answer = await verify(body)
  expect(answer.status).toBe(400)
  expect(answer.body.faults.map(({ at }: { at: string }) => at)).toEqual(members)
})

test('an unknown ring id is a 404 problem', async () => {
  const answer = await verify({ token: 'x', aud: 'a', sub: 'b' }, 'nobody')
  expect(answer.status).toBe(404)
  expect(answer.body.type).toBe('urn:jwt-sandbox:problem:not-found')
})

test.each(['exp', 'iat', 'jti'])('a token without %s is not good', async (claim) => {
  const token = await own({ [claim]: undefined })
  expect(await factory.verdictOn(token)).toMatchObject({ valid: false, reason: 'missing-claim' })
})
