import { afterEach, expect, test } from 'vitest'
import type { PeerAnswer } from '#core/http/peer'
import { json, openTestService, reply, type PeerScripts, type TestService } from '../test-service.ts'
import request from '../../../tests/support/request.ts'

const opened: TestService[] = []
afterEach(async () => {
  for (const service of opened.splice(0)) await service.close()
})

const TOKEN = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJtYWxsb3J5In0.c2lnbmF0dXJlLW9mLW1hbGxvcnk'
const factory = () => reply(200, 'application/jwt', 'a-token')

/** Plays with a service of somebody else as B. */
async function play(path: string, answer: PeerAnswer, further: PeerScripts = {}) {
  const peers = {
    'jwt-factory': factory,
    serviceb: () => answer,
    servicec: () => json(200, { valid: true }),
    ...further,
  }
  const a = await openTestService('servicea', { peers, env: { SERVICEB_URL: 'http://localhost:1' } })
  opened.push(a)
  const { status, body } = await request(a.app).get(path)
  return { status, body, asked: a.asked.map(({ peer, request: { path: to } }) => `${peer} ${to}`) }
}

const challenged = (status: number, header: string): PeerAnswer => ({
  ...reply(status, 'text/plain', 'no'),
  headers: { 'www-authenticate': header },
})

test.each<[string, PeerAnswer, object]>([
  ['JSON of its own', json(200, { orders: [1] }), { valid: true, status: 200, claims: {} }],
  ['nothing', reply(204, '', ''), { valid: true, status: 204 }],
  ['claims', json(200, { claims: { sub: 'servicea' } }), { valid: true, claims: { sub: 'servicea' } }],
  ['401 with a challenge', challenged(401, 'Bearer error="invalid_token"'), { valid: false, status: 401, claims: {} }],
  ['401 with a reason of ours', json(401, { reason: 'expired' }), { valid: false, status: 401, reason: 'expired' }],
  [
    'what it says of the error, and an echo',
    json(401, { detail: 'Signature has expired', claims: { sub: 'x' } }),
    { valid: false, said: { detail: 'Signature has expired' }, claims: {} },
  ],
  ['401 in words', reply(401, 'text/plain', 'Jwt is expired'), { valid: false, said: 'Jwt is expired' }],
  ['a bad request about the token', challenged(400, 'Bearer error="invalid_token"'), { valid: false, status: 400 }],
  ['403 in its own words', reply(403, 'text/html', '<h1>'), { valid: false, status: 403, claims: {} }],
])('your own B answers with %s: let in, or refused', async (_what, answer, expected) => {
  const { status, body } = await play('/scenario1', answer)
  expect({ status, body }).toMatchObject({ status: 200, body: { ...expected, isOwnService: true } })
})

test.each<[string, PeerAnswer, number, string]>([
  ['success that says valid: false', json(200, { valid: false }), 502, 'cannot be told'],
  ['an error of GraphQL', json(200, { errors: [{ message: 'no' }] }), 502, 'cannot be told'],
  ['the same by another type', reply(200, 'text/plain', '{"errors": [{"message": "no"}]}'), 502, 'cannot be told'],
  ['no such route', reply(404, 'text/html', 'x'), 502, 'so it has no such route'],
  ['a redirect', reply(302, 'text/html', 'x'), 502, 'neither lets a token in nor refuses it'],
  ['an error of its own', reply(500, 'text/html', 'x'), 502, 'neither lets a token in nor refuses it'],
  ['a bad request', reply(400, 'text/html', 'x'), 502, 'neither lets a token in nor refuses it'],
  ['no keys at the moment', json(503, { detail: 'no keys' }), 503, 'no keys'],
])('your own B answers with %s: that is no verdict, and none is told', async (_what, answer, status, words) => {
  const { body, status: got } = await play('/scenario1', answer)
  expect(got).toBe(status)
  expect(body.detail).toContain(words)
  expect(body).not.toHaveProperty('valid')
})

test('what your own B repeats of a token is nowhere in the answer', async () => {
  const claims = { authorization: `Bearer ${TOKEN}` }
  for (const answer of [json(200, { claims }), json(401, { message: TOKEN }), challenged(401, `Bearer x="${TOKEN}"`)])
    expect(JSON.stringify((await play('/scenario1', answer)).body)).not.toContain('c2lnbmF0')
})

test('its own trace is not asked for: the caller says what it saw', async () => {
  const { body, asked } = await play('/scenario1?trace=1', json(200, [{ steps: 'nonsense' }]))
  expect(asked).not.toContainEqual(expect.stringContaining('serviceb /traces'))
  const finds = body.trace.filter(({ verb }: { verb: string }) => verb === 'finds')
  expect(finds).toEqual([
    expect.objectContaining({ who: 'servicea', sentence: expect.stringContaining('not known here') }),
  ])
})

test.each([
  ['/scenario11', 'the verifier reaches it by a socket file'],
  ['/scenario13', 'the gateways reach it by a socket file'],
  ['/scenario14', 'the agent of the relays reaches it'],
  ['/scenario5?keys-down=1', 'The variant "keys-down" of scenario 5 cannot be played'],
  ['/scenario6?slow-keys=1', 'The variant "slow-keys" of scenario 6'],
  ['/scenario8?pass-through=1', 'The variant "pass-through" of scenario 8'],
  ['/scenario9?wider-scope=1', 'The variant "wider-scope" of scenario 9'],
  ['/scenario10?not-mine=1', 'The variant "not-mine" of scenario 10'],
  ['/scenario15?comma=1', 'The variant "comma" of scenario 15'],
])('%s cannot be played with your own B, and says why before anybody is asked', async (path, words) => {
  const { status, body, asked } = await play(path, json(200, {}))
  expect({ status, asked }).toEqual({ status: 409, asked: [] })
  expect(body.detail).toContain(words)
  expect(body.detail).toContain('your own service in the role of Service B')
})
