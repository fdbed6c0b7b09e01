import { createServer, type Server } from 'node:https'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { systemClock } from '#core/clock'
import { openTlsIdentity } from '#core/http/tls'
import { pinnedFile } from '#core/files/service-folder'
import { lifetime } from '#core/token/sign'
import { TITLES, TokenRejected } from '#core/token/rejection'
import { signToken } from '#core/token/sign'
import { refused } from '#core/token/verdict'
import { json, openTestService, reply, START, type PeerScript, type TestService } from '../test-service.ts'
import request from '../../../tests/support/request.ts'

const now = Date.parse(START)
let answerOfFactory: PeerScript
let a: TestService
let b: TestService
let secure: Server
let ca: string
beforeAll(async () => {
  a = await openTestService('servicea')
  const peers = { 'jwt-factory': ((request, context) => answerOfFactory(request, context)) satisfies PeerScript }
  b = await openTestService('serviceb', { keysFolder: a.keysFolder, peers })
  const tls = await openTlsIdentity(join(a.keysFolder, 'tls'), 'serviceb', systemClock)
  ca = tls.ca
  secure = createServer({ cert: tls.cert, key: tls.key }, b.app)
})
afterAll(() => a.close())
beforeEach(() => {
  b.asked.length = 0
  answerOfFactory = () => json(404, {})
})

const plain = (number: number) => request(b.app).get(`/scenario${number}-server`)
const overTls = (number: number) => request(secure).get(`/scenario${number}-server`).ca(ca)
const bearer = (token: string) => ['authorization', `Bearer ${token}`] as const

const selfSigned = (claims: object = {}) => {
  const own = { iss: 'https://service-issuer', sub: 'servicea', aud: 'serviceb', jti: 'x', ...lifetime(now, 10, false) }
  return signToken({ ...own, ...claims }, a.keys.active('servicea') ?? expect.fail('A has no key'), 'JWT')
}

describe.each([1, 2, 3, 4])('/scenario%i-server', (number) => {
  test('without a token answers 401 with a bare challenge', async () => {
    const { status, body, headers } = await overTls(number)
    expect(status).toBe(401)
    expect(body).toEqual({ message: 'no token provided' })
    expect(headers['content-type']).toBe('application/json')
    expect(headers['www-authenticate']).toBe('Bearer realm="serviceb"')
    expect(b.asked).toEqual([])
  })

  test.each(['Basic dTpw', 'Bearer', 'Bearer ', 'Bearerx y'])('takes %j for no token', async (value) => {
    const { status, headers } = await overTls(number).set('authorization', value)
    expect(status).toBe(401)
    expect(headers['www-authenticate']).toBe('Bearer realm="serviceb"')
  })

  test('with one token in the header and another in the query answers 400', async () => {
    const { status, headers } = await overTls(number)
      .query({ access_token: 'y' })
      .set(...bearer('x'))
    expect(status).toBe(400)
    expect(headers['www-authenticate']).toMatch(/^Bearer realm="serviceb", error="invalid_request", error_description=/)
  })
})

describe.each([1, 2])('/scenario%i-server, where the factory decides', (number) => {
  const claims = { sub: 'servicea', aud: 'serviceb' }

  test('asks about the token, its own name and the caller, and passes a good verdict on', async () => {
    answerOfFactory = () => json(200, { valid: true, claims })
    const { status, body, headers } = await plain(number).set(...bearer('the-token'))
    expect({ status, body }).toEqual({ status: 200, body: { valid: true, claims } })
    expect(headers['content-type']).toBe('application/json')
    expect(headers).not.toHaveProperty('www-authenticate')
    const question = { token: 'the-token', aud: 'serviceb', sub: 'servicea' }
    expect(b.asked[0]?.request).toMatchObject({ method: 'POST', path: '/verify/servicea', body: question })
  })

  test('answers 401, the challenge and the verdict when the factory says no', async () => {
    const verdict = refused(new TokenRejected('expired', { date: new Date(now) }))
    answerOfFactory = () => json(200, verdict)
    const { status, text, headers } = await plain(number).set(...bearer('x'))
    expect(status).toBe(401)
    expect(text).toBe(`${JSON.stringify({ message: 'invalid token', ...verdict })}\n`)
    const description = `error="invalid_token", error_description="${TITLES.expired}"`
    expect(headers['www-authenticate']).toBe(`Bearer realm="serviceb", ${description}`)
  })

  test('refuses when the factory has no key of the caller', async () => {
    answerOfFactory = () => reply(404, 'application/problem+json', {})
    const { status, body } = await plain(number).set(...bearer('x'))
    expect(status).toBe(401)
    expect(body.reason).toBe('unknown-key')
  })

  test.each([
    ['an error', json(500, {})],
    ['something else', reply(200, 'text/html', '<p>valid</p>')],
    ['a yes that is no boolean', json(200, { valid: 'true', claims: {} })],
    ['a yes without claims', json(200, { valid: true })],
    ['a no without a reason', json(200, { valid: false, claims: {} })],
  ])('cannot decide (503) when the factory answers %s', async (_name, answer) => {
    answerOfFactory = () => answer
    const { status, body, headers } = await plain(number).set(...bearer('x'))
    expect(status).toBe(503)
    expect(body).toMatchObject({ type: 'urn:jwt-sandbox:problem:cannot-decide', peer: 'jwt-factory' })
    expect(headers).not.toHaveProperty('www-authenticate')
  })
})

describe.each([3, 4])('/scenario%i-server, where the key of the caller decides', (number) => {
  test('believes a token that A signed, without the factory', async () => {
    const { status, body, headers } = await overTls(number).set(...bearer(await selfSigned()))
    expect(status).toBe(200)
    expect(body).toMatchObject({ valid: true, claims: { iss: 'https://service-issuer', aud: 'serviceb' } })
    expect(headers['content-type']).toBe('application/json')
    expect(b.asked).toEqual([])
  })

  test.each([
    ['wrong-audience', { aud: 'servicec' }, 'jwt audience invalid. expected: serviceb'],
    ['wrong-issuer', { iss: 'https://x' }, 'jwt issuer invalid. expected: https://service-issuer'],
    ['wrong-subject', { sub: 'servicec' }, 'jwt subject invalid. expected: servicea'],
    ['expired', lifetime(now, 10, true), 'jwt expired'],
    ['lifetime-too-long', { exp: now / 1000 + 3600 }, 'invalid token'],
    ['missing-claim', { jti: undefined }, 'invalid token'],
  ])('refuses with 401, challenge and verdict: %s', async (reason, claims, message) => {
    const { status, body, headers } = await overTls(number).set(...bearer(await selfSigned(claims)))
    expect(status).toBe(401)
    expect(body).toMatchObject({ message: 'invalid token', valid: false, error: { message }, reason, claims: {} })
    expect(headers['www-authenticate']).toMatch(/^Bearer realm="serviceb", error="invalid_token", error_description="/)
  })

  test('refuses a token that B itself signed, for A is the caller', async () => {
    const key = b.keys.active('serviceb') ?? expect.fail('B has no key')
    const claims = { iss: 'https://service-issuer', sub: 'servicea', aud: 'serviceb', jti: 'x' }
    const token = await signToken({ ...claims, ...lifetime(now, 10, false) }, key, 'JWT')
    expect((await overTls(number).set(...bearer(token))).body.reason).toBe('unknown-key')
  })

  test('answers 403 on the plain port, with or without a token', async () => {
    for (const call of [plain(number), plain(number).set(...bearer(await selfSigned()))]) {
      const { status, body, headers } = await call
      expect(status).toBe(403)
      expect(headers['content-type']).toBe('application/problem+json')
      expect(body).toMatchObject({
        type: 'urn:jwt-sandbox:problem:tls-required',
        detail: expect.stringContaining('TLS'),
      })
    }
  })

  test('refuses everything while A has published no key', async () => {
    const lonely = await openTestService('serviceb')
    onTestFinished(lonely.close)
    const server = createServer(
      { ...(await openTlsIdentity(join(a.keysFolder, 'tls'), 'serviceb', systemClock)) },
      lonely.app,
    )
    const call = request(server).get(`/scenario${number}-server`).ca(ca)
    expect((await call.set(...bearer(await selfSigned()))).body.reason).toBe('unknown-key')
  })

  test('cannot decide (503) while the published keys of A are garbage', async () => {
    const lonely = await openTestService('serviceb')
    onTestFinished(lonely.close)
    const { keys } = await openTestService('servicea', { keysFolder: lonely.keysFolder })
    expect(keys.ids()).toEqual(['servicea'])
    await writeFile(pinnedFile(lonely.keysFolder, 'servicea'), 'garbage')
    const server = createServer(
      { ...(await openTlsIdentity(join(a.keysFolder, 'tls'), 'serviceb', systemClock)) },
      lonely.app,
    )
    const call = request(server).get(`/scenario${number}-server`).ca(ca)
    const { status, body } = await call.set(...bearer(await selfSigned()))
    expect(status).toBe(503)
    expect(body.type).toBe('urn:jwt-sandbox:problem:cannot-decide')
  })
})
