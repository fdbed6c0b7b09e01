import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRemoteJWKSet, customFetch, jwtVerify, type JWTVerifyOptions } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readProjectFile } from '../tests/support/project-files.ts'
import { assertRefused, assertRefusesEvery, assertServedKeys } from './matchers.ts'
import { startIssuer } from './start-issuer.ts'
import './vitest.ts'

type Issuer = Awaited<ReturnType<typeof startIssuer>>
let issuer: Issuer
beforeAll(async () => {
  issuer = await startIssuer({ audiences: ['orders', 'billing'], tls: false })
})
afterAll(() => issuer.stop())

/** An API as people write it. @param look what it looks at */
async function startApi(look: JWTVerifyOptions) {
  const keys = createRemoteJWKSet(new URL(issuer.jwksUri), { [customFetch]: issuer.fetch })
  const server = createServer((request, response) => {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
    jwtVerify(token, keys, look).then(
      () => response.writeHead(200).end('welcome'),
      (error: Error) =>
        response.writeHead(401, { 'www-authenticate': `Bearer error="invalid_token"` }).end(error.message),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const { port } = server.address() as AddressInfo // it listens at a port
  return {
    call: (token: string) =>
      issuer.fetch(`http://localhost:${port}/`, { headers: { authorization: `Bearer ${token}` } }),
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => (server.close(() => resolve()), server.closeAllConnections())),
  }
}

const strict = () => ({
  issuer: issuer.url,
  audience: 'orders',
  algorithms: ['ES256'],
  typ: 'at+jwt',
  clockTolerance: 0,
})
const failing = (promise: Promise<unknown>) =>
  promise.then(
    () => 'it passes',
    (error: Error) => error.message,
  )

test('a refusal is one, for its reason alone, and says what happened', async () => {
  await using api = await startApi(strict())
  const other = await issuer.token({ audience: 'billing' })
  await expect(api.call(other)).toBeRefused()
  await expect(() => api.call(other)).toBeRefused('wrong-audience')
  await assertRefused(api.call(await issuer.token().expired()), 'expired')
  await expect(api.call(await issuer.token())).not.toBeRefused()
  expect(await failing(assertRefused(api.call(other), 'expired'))).toMatch(
    /^It is refused for another reason: wrong-audience, and not expired\..*\n {2}1 {2}The answer is 401\./,
  )
  expect(await failing(assertRefused(api.call(await issuer.token())))).toMatch(
    /^The call was let in: it got 200\.\n {2}1 {2}The answer is 200\.\n {2}2 {2}It says: welcome\n {2}3 {2}The token that was made last, which need not be the one that was sent, says: aud "orders", exp 20\S+Z, iss "http\S+", alg "ES256", kid "[^"]+"\.$/,
  )
})

test.each([
  [{ status: 500 }, undefined, 'The service could not decide: it answers 500'],
  [{ status: 404 }, undefined, '404 says nothing about a token'],
  [{ status: 302 }, undefined, 'It is sent elsewhere (302)'],
  [{ statusCode: 401, body: '' }, 'expired', 'the answer does not say why'],
  [{ status: 401, body: { reason: 'wrong-issuer' } }, 'expired', 'another reason: wrong-issuer, and not expired'],
  [
    { status: 403, headers: { 'WWW-Authenticate': 'Bearer error="insufficient_scope"' } },
    'expired',
    'may not do this (403)',
  ],
  [{ status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } }, 'no-token', 'without an error'],
] as const)('%j is no refusal for the reason %s', async (answer, reason, why) => {
  expect(await failing(assertRefused(answer, reason))).toContain(why)
})

test.each([
  [{ status: 401, data: { reason: 'expired' } }, 'expired'],
  [{ statusCode: 401, payload: 'jwt expired' }, 'expired'],
  [{ status: 401, headers: new Headers({ 'www-authenticate': 'Bearer' }), text: 'Jwt is missing' }, 'no-token'],
  [{ status: 403, headers: { 'www-authenticate': 'Bearer error="insufficient_scope"' } }, 'insufficient-scope'],
] as const)('%j is one for the reason %s', async (answer, reason) => {
  await expect(Promise.resolve(answer)).toBeRefused(reason)
})

test('that no token was sent is known of the clients of the kit', async () => {
  const server = createServer((_request, response) => void response.writeHead(401).end()).listen(0, 'localhost')
  await new Promise((resolve) => server.once('listening', resolve))
  const url = `http://localhost:${(server.address() as AddressInfo).port}/` // it listens at a port
  await expect(issuer.fetch(url)).toBeRefused('no-token')
  const withToken = issuer.fetch(url, { headers: { authorization: 'Bearer x' } })
  expect(await failing(assertRefused(withToken, 'no-token'))).toContain('nothing says that no token came')
  expect(await failing(assertRefused(fetch(url), 'no-token'))).toContain('nothing says that no token came')
  server.close()
  server.closeAllConnections()
})

test('what is no answer is no refusal either', async () => {
  expect(await failing(assertRefused(undefined))).toContain('This is no answer')
})

test('a strict service refuses every token that it must refuse', async () => {
  await using api = await startApi({ ...strict(), requiredClaims: ['exp', 'sub'] })
  const must = await issuer.must({ skip: LEFT_TO_THE_SERVICE })
  expect(must.cases.length).toBeGreaterThan(80)
  await expect(api.call).toRefuseEvery(must)
})

/** What jose leaves to whoever calls it. */
const LEFT_TO_THE_SERVICE = ['sub-not-string', 'b64-sig-padded', 'b64-sig-spaced'] as const

test('one that does not look at the audience is found, by the cases about it', async () => {
  await using api = await startApi({ algorithms: ['ES256'], issuer: issuer.url, typ: 'at+jwt' })
  const said = await failing(assertRefusesEvery(api.call, await issuer.must()))
  expect(said).toMatch(/^The service does not refuse \d+ of 235 tokens \(3 more fit into no header, .*\):\n/)
  expect(said).toContain('aud-other-service (critical, CWE-')
  expect(said).toContain("To send it again: await issuer.bad('aud-other-service', { attempt: ")
  expect(said).not.toContain('sig-truncated')
})

test('one that refuses everybody, or cannot decide, proves nothing', async () => {
  const must = await issuer.must()
  expect(await readProjectFile('testkit/README.md')).toContain(saidOf(must))
  expect(await failing(assertRefusesEvery(() => ({ status: 401 }), must))).toContain('The good token is refused, too')
  let calls = 0
  const tired = () => ({ status: calls++ === 0 ? 200 : 503 })
  expect(await failing(assertRefusesEvery(tired, must))).toContain('is refused in between')
})

const saidOf = ({ cases }: Awaited<ReturnType<Issuer['must']>>) =>
  `none of the ${cases.flatMap(({ attempts }) => attempts).length} tokens of ${cases.length} cases is let in`

test('how often the keys were served is counted, and who asked is told', async () => {
  await using own = await startIssuer({ tls: false })
  expect(own).toHaveServedKeys({ atMost: 0 })
  await own.fault('jwks', 'unavailable', { times: 1 })
  for (let asked = 0; asked < 3; asked++) await own.fetch(own.jwksUri, { headers: { 'user-agent': 'orders/1' } })
  expect(own).toHaveServedKeys({ atMost: 2, atLeast: 2, from: 'orders' })
  expect(() => assertServedKeys(own, { atMost: 1 })).toThrow(
    /^The keys were served 2 times, and at most 1 was expected\.\n {2}1 {2}\S+ orders asks GET \/jwks: 503\n/,
  )
})
