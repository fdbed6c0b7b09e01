import { afterEach, describe, expect, test } from 'vitest'
import { decodeUnverified } from '#core/token/decode-unverified'
import { json, openTestService, reply, START, type PeerScripts, type TestService } from '../test-service.ts'
import request from '../../../tests/support/request.ts'

const opened: TestService[] = []
afterEach(async () => {
  for (const service of opened.splice(0)) await service.close()
})

const believed = () => json(200, { valid: true, claims: { aud: 'us' } })
const factory = () => reply(200, 'application/jwt', 'a-token')
const ALL_WELL: PeerScripts = { 'jwt-factory': factory, serviceb: believed, servicec: believed }

async function open(peers: PeerScripts, env = {}): Promise<TestService> {
  const service = await openTestService('servicea', { peers, env })
  opened.push(service)
  return service
}
const play = ({ app }: TestService, path: string) => request(app).get(path)
const callsOf = ({ asked }: TestService) => asked.map(({ peer, request }) => `${peer} ${request.path}`)

test('scenario 1 gets a token from the factory and calls B with it', async () => {
  const a = await open(ALL_WELL)
  const { status, body, headers } = await play(a, '/scenario1')
  expect({ status, body }).toEqual({ status: 200, body: { valid: true, claims: { aud: 'us' } } })
  expect(headers['content-type']).toBe('application/json')
  expect(callsOf(a)).toEqual(['jwt-factory /issueToken/servicea', 'serviceb /scenario1-server'])
  expect(a.asked[0]?.request.body).toEqual({ sub: 'servicea', aud: 'serviceb' })
  expect(a.asked[1]?.request.headers).toEqual({ authorization: 'Bearer a-token' })
})

test('scenario 2 gets one token for each callee', async () => {
  const a = await open(ALL_WELL)
  const { body } = await play(a, '/scenario2')
  expect(Object.keys(body)).toEqual(['serviceb', 'servicec'])
  const audiences = a.asked.filter(({ peer }) => peer === 'jwt-factory').map(({ request }) => request.body)
  expect(audiences).toEqual([
    { sub: 'servicea', aud: 'serviceb' },
    { sub: 'servicea', aud: 'servicec' },
  ])
})

const tokensOf = (a: TestService) =>
  a.asked.map(({ request }) => {
    const token = String(request.headers?.['authorization']).replace('Bearer ', '')
    return decodeUnverified(token) as { header: object; claims: Record<string, unknown> }
  })

describe.each([3, 4])('scenario %i', (number) => {
  test('signs by itself, for seconds, and does not call the factory', async () => {
    const a = await open(ALL_WELL)
    await play(a, `/scenario${number}`).expect(200)
    const callees = number === 3 ? ['serviceb'] : ['serviceb', 'servicec']
    expect(callsOf(a)).toEqual(callees.map((callee) => `${callee} /scenario${number}-server`))
    const iat = Date.parse(START) / 1000
    for (const [index, { header, claims }] of tokensOf(a).entries()) {
      expect(header).toEqual({ alg: 'ES256', kid: a.keys.active('servicea')?.kid, typ: 'JWT' })
      const dates = { iat, exp: iat + 10, jti: expect.any(String) }
      expect(claims).toEqual({ iss: 'https://service-issuer', sub: 'servicea', aud: callees[index], ...dates })
    }
  })

  test('SELF_SIGNED_LIFETIME and SELF_SIGNED_ISSUER set life and issuer', async () => {
    const a = await open(ALL_WELL, { SELF_SIGNED_LIFETIME: '30', SELF_SIGNED_ISSUER: 'https://mine' })
    await play(a, `/scenario${number}`).expect(200)
    expect(tokensOf(a)[0]?.claims).toMatchObject({ iss: 'https://mine', exp: Date.parse(START) / 1000 + 30 })
  })

  test('?expired=1 signs tokens that expired an hour ago', async () => {
    const a = await open(ALL_WELL)
    await play(a, `/scenario${number}?expired=1`).expect(200)
    for (const { claims } of tokensOf(a)) expect(claims['exp']).toBe(Date.parse(START) / 1000 - 3600)
  })
})

test('?expired is handed to the factory for the callees that it names', async () => {
  const a = await open(ALL_WELL)
  await play(a, '/scenario2?expired=servicec').expect(200)
  expect(callsOf(a).filter((call) => call.startsWith('jwt-factory'))).toEqual([
    'jwt-factory /issueToken/servicea',
    'jwt-factory /issueToken/servicea?expired=1',
  ])
})

test('what goes wrong is a problem that says who could not be reached, with the trace id', async () => {
  const { status, body, headers } = await play(await open({ 'jwt-factory': factory }), '/scenario1')
  expect(status).toBe(502)
  expect(headers['content-type']).toBe('application/problem+json')
  expect(body).toMatchObject({
    type: 'urn:jwt-sandbox:problem:peer-unreachable',
    peer: 'serviceb',
    instance: '/scenario1',
  })
  expect(body.traceId).toMatch(/^[\da-f]{32}$/)
  expect(body).not.toHaveProperty('trace')
})

test('in a fan-out one callee that is down is its own entry', async () => {
  const { status, body } = await play(await open({ 'jwt-factory': factory, servicec: believed }), '/scenario2')
  expect(status).toBe(200)
  expect(body.serviceb).toMatchObject({ valid: false, problem: { status: 502, peer: 'serviceb' }, claims: {} })
  expect(body.servicec.valid).toBe(true)
})

test('a bug is a 500 with its trace id and nothing else', async () => {
  const a = await open({ ...ALL_WELL, serviceb: () => Promise.reject(new TypeError('secret detail')) })
  const { status, text, body } = await play(a, '/scenario1')
  expect(status).toBe(500)
  expect(text).not.toContain('secret')
  expect(a.logs.some((line) => line.includes(body.traceId) && line.includes('secret detail'))).toBe(true)
})

/** The clock of the service stands still: no time has passed. */
const deadlineOf = (a: TestService) => a.asked[0]?.context.deadline

describe('the time a play may take', () => {
  test('is PEER_TIMEOUT in all', async () => {
    const a = await open(ALL_WELL, { PEER_TIMEOUT: '1500ms' })
    await play(a, '/scenario1').expect(200)
    expect(deadlineOf(a)).toBe(1500)
    expect(new Set(a.asked.map(({ context }) => context.deadline)).size).toBe(1)
  })

  test('is shorter when the caller waits less', async () => {
    const a = await open(ALL_WELL)
    await play(a, '/scenario1').set('x-request-timeout-ms', '700').expect(200)
    expect(deadlineOf(a)).toBe(700)
  })

  test.each(['-1', 'soon', '99999999', '1e3', ''])(
    'is not changed by a header that makes no sense: %j',
    async (value) => {
      const a = await open(ALL_WELL)
      await play(a, '/scenario1').set('x-request-timeout-ms', value).expect(200)
      expect(deadlineOf(a)).toBe(5000)
    },
  )
})

describe('the trace context', () => {
  const traceId = 'a'.repeat(32)

  test('of the caller is carried on', async () => {
    const a = await open(ALL_WELL)
    await play(a, '/scenario1')
      .set('traceparent', `00-${traceId}-${'b'.repeat(16)}-00`)
      .expect(200)
    for (const { context } of a.asked) expect(context.trace).toMatchObject({ traceId, sampled: false })
  })

  test.each(['nonsense', `00-${'0'.repeat(32)}-${'b'.repeat(16)}-01`, `ff-${traceId}-${'b'.repeat(16)}-01`])(
    'is a new one when the header makes no sense: %s',
    async (header) => {
      const a = await open(ALL_WELL)
      await play(a, '/scenario1').set('traceparent', header).expect(200)
      expect(a.asked[0]?.context.trace.traceId).toMatch(/^(?!a{32}|0{32})[\da-f]{32}$/)
      expect(a.asked[0]?.context.trace.sampled).toBe(false)
    },
  )

  test('is sampled only when a trace is wanted', async () => {
    const a = await open(ALL_WELL)
    await play(a, '/scenario1?trace=1').expect(200)
    expect(a.asked[0]?.context.trace.sampled).toBe(true)
    await play(a, '/scenario1?trace=0').expect(200)
    expect(a.asked.at(-1)?.context.trace.sampled).toBe(false)
  })
})
