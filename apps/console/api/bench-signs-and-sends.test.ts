import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { generateSigningKey } from '#core/keys/signing-key'
import { signToken } from '#core/token/sign'
import { openScriptedConsole } from '../test-console.ts'

const iat = Date.parse('2026-02-03T10:00:00.000Z') / 1000
const CLAIMS = { iss: 'https://jwt-factory/', sub: 'servicea', aud: 'serviceb', iat, exp: iat + 60, jti: 'x' }
const token = await signToken(CLAIMS, await generateSigningKey('ES256', 0), 'JWT')

test('what is written is signed character by character', async () => {
  const { post, asked } = await openScriptedConsole({ answer: () => ({ status: 200, body: 'ey.ey.ey\n' }) })
  const order = {
    signer: { kind: 'ring', name: 'servicea' },
    header: '{"typ":"x","alg":"none"}',
    payload: '{"a":1,"a":2}',
  }
  expect((await post('/api/bench/sign', order).expect(200)).body).toEqual({ token: 'ey.ey.ey' })
  expect(asked[0]).toMatchObject({
    name: 'jwt-factory',
    question: {
      path: '/control/mint',
      body: {
        signedBy: { ring: 'servicea' },
        header: { typ: 'x' },
        segments: { payload: Buffer.from('{"a":1,"a":2}').toString('base64url') },
      },
    },
  })
  for (const header of [order.header, '{', '']) {
    await post('/api/bench/sign', { ...order, header, isExact: true }).expect(200)
    const segments = [header, order.payload].map((text) => Buffer.from(text).toString('base64url'))
    expect(asked.pop()?.question.body).toEqual({
      signedBy: { ring: 'servicea' },
      segments: { header: segments[0], payload: segments[1] },
    })
  }
  await post('/api/bench/sign', { ...order, signer: { kind: 'service', name: 'servicea' } }).expect(200)
  expect(asked[1]).toMatchObject({ name: 'servicea', question: { path: '/control/sign' } })
  const refused = await post('/api/bench/sign', { ...order, header: '{' })
  expect([refused.status, refused.body.detail]).toEqual([400, expect.stringContaining('no JSON object')])
})

test('a token is sent to a service, its answer is shown, and its trace is kept; the token is in no log', async () => {
  const { post, http, logs } = await openScriptedConsole({
    answer: () => ({ status: 200, body: [] }),
    serve: () => ({
      status: 401,
      body: { valid: false },
      type: 'application/json',
      headers: { 'www-authenticate': 'Bearer x' },
    }),
  })
  const { body } = await post('/api/bench/send', { token: ` Bearer ${token}`, to: 'serviceb', scenario: 1 }).expect(200)
  expect(body).toMatchObject({ status: 401, challenge: 'Bearer x', to: 'serviceb' })
  const play = await http.get(`/api/plays/${body.traceId}`).expect(200)
  expect(play.body).toMatchObject({ caller: 'console', steps: [{ who: 'console', verb: 'sends', to: 'serviceb' }] })
  const signature = token.split('.')[2] ?? ''
  expect([...logs, play.text].join('\n')).not.toContain(signature)
})

test.each([
  ['in one header', undefined, {}, 'the token'],
  ['not at all', 'no-token', { brought: 'no-token' }, 'no token'],
  ['behind another word', 'bearer-in-lower-case', { brought: 'bearer-in-lower-case' }, 'behind the word bearer'],
  ['as one of two', 'expired-one-behind-it', { brought: 'expired-one-behind-it', another: 'ey.an.other' }, 'second'],
])('a token comes %s, as it is told, and its trace says so', async (_how, brought, way, words) => {
  const sent: object[] = []
  const { post, http, asked } = await openScriptedConsole({
    answer: (_name, { path }) => ({ status: 200, body: path === '/control/mint' ? 'ey.an.other\n' : [] }),
    serve: (question) => {
      sent.push(question.way)
      return { status: 401, body: {}, type: 'application/json', headers: {} }
    },
  })
  const { body } = await post('/api/bench/send', { token, to: 'serviceb', scenario: 1, brought }).expect(200)
  expect(sent).toEqual([way])
  const { steps } = (await http.get(`/api/plays/${body.traceId}`)).body
  expect(steps[0].what).toContain(words)
  expect(steps[0].token === undefined).toBe(brought === 'no-token')
  const minted = asked.filter(({ question }) => question.path === '/control/mint').map(({ question }) => question.body)
  expect(minted).toEqual('another' in way ? [expect.objectContaining({ named: 'exp-5min-ago' })] : [])
})

test.each([
  [200, {}, { outcome: 'good', isBelieved: true }],
  [401, {}, { outcome: 'refused', who: 'serviceb' }],
  [403, {}, { outcome: 'refused', who: 'serviceb' }],
  [302, {}, { outcome: 'cannot-decide', reason: 'it answered 302' }],
  [404, {}, { outcome: 'cannot-decide' }],
  [200, { valid: false }, { outcome: 'cannot-decide' }],
])(
  'your own service tells no steps: its answer of %i %j is the verdict, or none',
  async (status, answered, outcome) => {
    const { post, http } = await openScriptedConsole({
      env: { SERVICEB_URL: 'http://localhost:1' },
      answer: () => ({ status: 200, body: [] }),
      serve: () => ({ status, body: answered, type: 'application/json', headers: {} }),
    })
    const { body } = await post('/api/bench/send', { token, to: 'serviceb', scenario: 1 }).expect(200)
    expect(body.outcome.outcome).toBe(outcome.outcome)
    expect((await http.get(`/api/plays/${body.traceId}`)).body.outcome).toMatchObject(outcome)
  },
)

test('a token comes in no way that has no name', async () => {
  const { post } = await openScriptedConsole()
  const { status, body } = await post('/api/bench/send', { token, to: 'serviceb', scenario: 1, brought: 'by-dove' })
  expect([status, body.type]).toEqual([400, 'urn:jwt-sandbox:problem:invalid-input'])
})
