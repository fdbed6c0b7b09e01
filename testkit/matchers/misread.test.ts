import { manualClock, systemClock } from '#core/clock'
import { expect, test } from 'vitest'
import { judgeLetIn, judgeRefusal } from './judge-refusal.ts'
import { readAnyAnswer } from './read-answer.ts'
import { BODY_PATIENCE } from './read-body.ts'
import { refusalReasons } from './read-reasons.ts'
import type { RefusalReason } from './refusal-words.ts'

type Said = string | Record<string, unknown>
const read = (status: number, said: Said, challenge = '') =>
  readAnyAnswer(
    new Response(typeof said === 'string' ? said : JSON.stringify(said), {
      status,
      ...(challenge !== '' && { headers: { 'www-authenticate': challenge } }),
    }),
    systemClock,
  )

const MANY = 'The access token provided is expired, revoked, malformed, or invalid for other reasons' // RFC 6750 §3.1
const SIMPLE_JWT = {
  detail: 'Given token not valid for any token type',
  code: 'token_not_valid',
  messages: [{ token_class: 'AccessToken', token_type: 'access', message: 'Token is invalid or expired' }],
}

/** Texts of which nobody can say the one reason of the token. */
const NO_ONE_REASON: readonly [Said, string?][] = [
  ['Invalid or expired JWT'], // Fiber
  [{ message: 'invalid or expired jwt' }], // Echo
  [{ message: 'Invalid or expired token' }],
  [SIMPLE_JWT],
  ['Missing or malformed JWT'],
  [{ message: 'token is missing or malformed' }],
  [{ message: 'Token is invalid or has expired' }],
  [{ message: 'token is expired or not valid yet' }],
  ['invalid token (bad signature or token expired)'],
  [{ message: 'Unauthorized', hint: 'If your token has expired, log in again' }],
  [{ message: 'If your token has expired, log in again' }],
  [{ message: 'Your token may have expired: token expired?' }],
  [{ message: 'Unauthorized. Make sure the token is not expired.' }],
  [{ message: 'Access denied: check that your token has not expired' }],
  [{ message: 'Check that your token is not expired token or a revoked token' }],
  [{ message: 'Invalid token signature or issuer mismatch' }],
  [{ message: 'Invalid token signature, issuer mismatch' }],
  [{ message: 'refresh token expired' }],
  [{ message: 'session token expired' }],
  [{ message: 'API token expired' }],
  [{ message: 'CSRF token expired' }],
  ['Invalid CSRF: token is expired'],
  [{ error: 'upload token expired' }],
  [{ code: 'expired', message: 'Your coupon is over' }],
  [{ message: 'verification token expired' }],
  [{ message: 'Login token expired' }],
  [{ message: "The 'refresh' token expired" }],
  [{ message: "It's a refresh token expired that's all" }],
  [{ message: 'Request signature has expired' }],
  [{ code: 'ERR_JWT_EXPIRED', message: 'Audience is invalid' }],
  [{ reason: 'expired' }, 'Bearer error="invalid_token", error_description="jwt audience invalid. expected: a"'],
  [{ name: 'malformed', message: 'bad order name' }],
  [{ message: 'Unauthorized', claims: { note: 'jwt expired' } }],
  [{ message: 'token is not active' }],
  [{ message: 'Token is not valid' }],
  ['<html>Unauthorized. Common causes: token is expired; invalid audience</html>'],
  ['<html><title>Token expired</title><body>Login</body></html>'],
  ['Das Token ist abgelaufen'],
  ['Unauthorized'],
  ['Jwt header [alg] field value is invalid'], // Envoy
  ["No credentials found for given 'iss'"], // Kong
  ['', `Bearer error="invalid_token", error_description="${MANY}"`],
  [
    '',
    `Bearer error="invalid_token", error_description="The audience 'x' is invalid; The token expired at '01/01/2026'"`,
  ],
]

test.each(NO_ONE_REASON)('%j with the challenge %s: no reason holds, no-token neither', async (said, challenge) => {
  for (const status of [401, 403]) {
    const answer = await read(status, said, challenge)
    const held = refusalReasons().filter((reason) => judgeRefusal(answer, reason).is === 'yes')
    expect(held.filter((reason) => status === 401 || reason !== 'insufficient-scope')).toEqual([])
  }
})

/** Framed by other words, and still one reason. */
test.each<[Said, RefusalReason]>([
  [{ message: 'The incoming token has expired' }, 'expired'], // AWS
  [{ error: 'invalid_token', error_description: 'Invalid token: access token has expired' }, 'expired'],
  [{ message: 'Your token has expired. Please log in again.' }, 'expired'],
  [{ error: { code: 'ERR_JWT_EXPIRED', message: '"exp" claim timestamp check failed' } }, 'expired'],
  [{ errors: [{ message: 'jwt malformed' }] }, 'malformed'],
  [{ message: 'token is malformed: could not base64 decode header: illegal base64 data at input byte 4' }, 'malformed'],
  [{ reason: 'unknown-key', error: { name: 'JsonWebTokenError', message: 'invalid signature' } }, 'unknown-key'],
  [{ detail: { message: 'Signature has expired' } }, 'expired'],
  [{ message: 'Unauthorized: jwt audience invalid. expected: https://a.example or b' }, 'wrong-audience'],
  ['Jwt is missing', 'no-token'],
  [{ message: 'No authorization token was found' }, 'no-token'],
  [{ message: 'Missing authorization header' }, 'no-token'],
  [{ message: 'Missing JWT token in request' }, 'no-token'],
])('%j is %s, and nothing else', async (said, reason) => {
  const answer = await read(401, said)
  expect(refusalReasons().filter((each) => judgeRefusal(answer, each).is === 'yes')).toEqual([reason])
})

test.each<[Said, 'yes' | 'doubt']>([
  ['', 'yes'],
  ['{}', 'yes'],
  [{ message: 'Forbidden' }, 'yes'],
  ['<html><h1>403 Forbidden</h1></html>', 'yes'],
  [{ code: 'expired', message: 'Your coupon is over' }, 'doubt'],
  [{ message: 'Too many orders' }, 'doubt'],
  [{ message: 'refresh token expired' }, 'doubt'],
])('403 with %j is about the scope: %s', async (said, is) => {
  expect(judgeRefusal(await read(403, said), 'insufficient-scope').is).toBe(is)
})

const SPRING = `An error occurred while attempting to decode the Jwt: Couldn't retrieve remote JWK set: Read timed out`

test.each<[number, Said, string?]>([
  [401, 'Jwks remote fetch is failed'],
  [401, '', `Bearer error="invalid_token", error_description="${SPRING}"`],
  [401, { message: 'connect ECONNREFUSED 127.0.0.1:443' }],
  [401, { message: 'Expected 200 OK from the JSON Web Key Set HTTP response' }],
  [401, 'failed to verify signature: fetching keys oidc: get keys failed: Get "https://x/jwks": dial tcp'],
  [401, 'proxy auth', 'Basic realm="x"'],
  [401, { error: 'invalid_client' }],
  [401, { message: 'CSRF token expired' }],
  [403, { message: 'CSRF token expired' }],
  [403, { reason: 'expired', message: 'Your coupon is over' }],
  [403, { message: 'audience not allowed' }],
  [403, 'Invalid or expired JWT'],
  [400, { error: 'invalid_request', message: 'quantity must be positive' }],
  [400, { code: 'malformed', message: 'order body' }],
])('%d %j %s says of no token that it is refused', async (status, said, challenge) => {
  const answer = await read(status, said, challenge)
  expect(judgeRefusal(answer, undefined).is).toBe('doubt')
  expect(judgeLetIn(answer).is).not.toBe('yes')
})

test.each<[string, 'yes' | 'doubt']>([
  ['{"errors": [{"extensions": {"code": "UNAUTHENTICATED"}}]}', 'doubt'],
  ['{"errors":[{"extensions":{"code":"UNAUTHENTICATED"}}]}', 'doubt'],
  ['{"data": null, "errors": [{"message": "Not authorized: jwt expired"}]}', 'doubt'],
  ['[{"errors": [{"message": "no"}]}]', 'doubt'],
  ['{"jsonrpc": "2.0", "id": 1, "error": {"code": -32001, "message": "Unauthorized"}}', 'doubt'],
  ['{"statusCode": 401}', 'doubt'],
  ['{"active": false}', 'doubt'],
  ['{"data": {"items": [{"code":"FORBIDDEN"}], "log": "{\\"code\\":\\"FORBIDDEN\\"}"}}', 'yes'],
  ['[{"valid": false}]', 'yes'],
  ['{"error": null, "errors": []}', 'yes'],
])('200 with %s: let in is %s', async (text, is) => {
  expect(judgeLetIn(await read(200, text)).is).toBe(is)
})

const request = (headers: Record<string, string>, path = '/orders') => ({
  getHeader: (name: string) => headers[name],
  path,
})

test.each<[string, Record<string, unknown>]>([
  ['fetch', { redirected: true }],
  ['superagent', { redirects: ['http://localhost/login'] }],
  ['got', { redirectUrls: [new URL('http://localhost/login')] }],
  ['undici', { context: { history: ['a', 'b'] } }],
  ['axios', { request: { path: '/login' }, config: { url: 'http://localhost/orders' } }],
  ['axios, by fetch, may have', { request: new Request('http://localhost/orders'), config: { url: '/orders' } }],
  ['axios, by XMLHttpRequest,', { request: { responseURL: 'http://localhost/login' }, config: { url: '/orders' } }],
  ['axios to the same path', { request: { path: '/orders', _redirectable: { _redirectCount: 1 } } }],
])('a redirect that %s followed is neither a refusal nor a belief', async (_client, facts) => {
  for (const status of [200, 401]) {
    const answer = await readAnyAnswer({ status, headers: {}, data: 'Sign in', ...facts }, systemClock)
    expect([judgeLetIn(answer).is, judgeRefusal(answer, undefined).is]).toEqual(['doubt', 'doubt'])
  }
})

test.each<[string, Record<string, unknown>, 'yes' | 'doubt']>([
  ['axios', { request: request({}), config: { url: '/orders', baseURL: 'http://localhost' } }, 'yes'],
  ['supertest', { req: request({}) }, 'yes'],
  ['a token', { request: request({ authorization: 'Bearer x' }) }, 'doubt'],
  ['a cookie', { request: request({ cookie: 'a=b' }) }, 'doubt'],
  ['a token in the address', { request: request({}, '/orders?access_token=x') }, 'doubt'],
  ['nobody knows what', {}, 'doubt'],
])('a bare 401 to a call with %s: no-token is judged by what was sent', async (_what, facts, is) => {
  const bare = { status: 401, headers: { 'www-authenticate': 'Bearer realm="x"' }, data: '', ...facts }
  expect(judgeRefusal(await readAnyAnswer(bare, systemClock), 'no-token').is).toBe(is)
})

test('a body that does not end, is too long or was read before is in doubt; a stream of events is let in', async () => {
  const clock = manualClock('2030-01-01')
  const endless = readAnyAnswer(new Response(new ReadableStream({})), clock)
  await new Promise((resolve) => setImmediate(resolve))
  clock.advance({ milliseconds: BODY_PATIENCE })
  expect(judgeLetIn(await endless)).toMatchObject({ is: 'doubt', why: expect.stringContaining('did not end') })
  expect(judgeLetIn(await read(200, 'x'.repeat(1_100_000))).why).toContain('longer than 1000000')
  const consumed = new Response('{"valid":false}')
  await consumed.text()
  expect(judgeLetIn(await readAnyAnswer(consumed, clock))).toMatchObject({ is: 'doubt', why: expect.stringContaining('read before') }) // prettier-ignore
  const events = new Response(new ReadableStream({}), { headers: { 'content-type': 'text/event-stream' } })
  expect(judgeLetIn(await readAnyAnswer(events, clock)).is).toBe('yes')
})
