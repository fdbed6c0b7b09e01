import type { AddressInfo } from 'node:net'
import { createServer, request as ask, type RequestListener } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { bearerError } from '#core/http/bearer'
import { startIssuer } from '../start-issuer.ts'
import { requireToken, type TokenRules } from '../verify.ts'

async function issuerOfTest() {
  const issuer = await startIssuer({ audiences: ['orders', 'billing'], tls: false })
  onTestFinished(() => issuer.stop())
  const rules = { issuer: issuer.url, jwksUri: issuer.jwksUri, audience: 'orders', algorithms: ['ES256'] } as const
  return { issuer, rules }
}

interface Answered {
  status: number
  challenge: string | undefined
  body: string
}

/** @returns what calls it, with the values of Authorization */
async function listening(app: RequestListener) {
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.closeAllConnections())
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo // it listens
  return (authorization: string | string[] = [], path = '/orders') =>
    new Promise<Answered>((resolve, reject) => {
      const asked = ask({ port, host: '127.0.0.1', path, headers: { authorization: authorization as string } }) // or several, which Node sends apart
      asked.on('error', reject).on('response', async (answer) => {
        let body = ''
        for await (const piece of answer) body += piece
        resolve({ status: answer.statusCode ?? 0, challenge: answer.headers['www-authenticate'], body })
      })
      asked.end()
    })
}

/** A plain service that shows whom it let in. */
function plainService(rules: TokenRules) {
  const guard = requireToken(rules)
  return listening(async (request, response) => {
    const token = await guard(request, response)
    if (token) response.end(JSON.stringify({ sub: token.claims.sub, same: guard.of(request) === token }))
  })
}

const bearer = async (token: PromiseLike<string>) => `Bearer ${await token}`

test('a good token is let in, and others are told what RFC 6750 says', async () => {
  const { issuer, rules } = await issuerOfTest()
  const call = await plainService({ ...rules, scope: 'read write' })
  const good = () => issuer.token({ scope: 'read write more', subject: 'alice' })
  expect(JSON.parse((await call(await bearer(good()))).body)).toEqual({ sub: 'alice', same: true })

  const none = await call()
  expect(none).toMatchObject({ status: 401, challenge: 'Bearer realm="orders"' })
  expect(await call(await bearer(good().expired()))).toMatchObject({
    status: 401,
    challenge: 'Bearer realm="orders", error="invalid_token", error_description="The token has expired"',
  })
  expect(await call(await bearer(issuer.token({ audience: 'billing', scope: 'read write' })))).toMatchObject({
    status: 401,
    body: expect.stringContaining('"reason":"wrong-audience"'),
  })
  const narrow = await call(await bearer(issuer.token({ scope: 'read' })))
  expect(narrow.status).toBe(403)
  expect(narrow.challenge).toContain('error="insufficient_scope"')
  expect(narrow.challenge).toMatch(/, scope="read write"$/)
  const twice = await call([await bearer(good()), await bearer(good())])
  expect([twice.status, bearerError(twice.challenge)]).toEqual([400, 'invalid_request'])
  expect((await call(await bearer(good()), `/orders?access_token=${await good()}`)).status).toBe(400)
})

test('a stranger is not told which keys, algorithms and types there are', async () => {
  const { issuer, rules } = await issuerOfTest()
  const call = await plainService(rules)
  const of = issuer.token()
  const foreign = [
    of.signedBy('stranger'),
    of.with({ header: { kid: 'other' } }),
    of.with({ header: { alg: 'RS256' } }),
  ]
  const answers = await Promise.all(
    [...foreign, issuer.bad('sig-truncated'), of.with({ header: { typ: 'x' } })].map(async (each) =>
      call(await bearer(each)),
    ),
  )
  expect(new Set(answers.map((each) => JSON.stringify(each)))).toHaveLength(1)
  expect(answers[0]).toMatchObject({ status: 401, body: expect.stringContaining('"reason":"invalid-token"') })
})

test('what cannot be decided is 503, and lets nobody in', async () => {
  const { issuer, rules } = await issuerOfTest()
  const seen: unknown[] = []
  const token = await bearer(issuer.token())
  {
    using down = await issuer.fault('jwks', 'down')
    const call = await plainService({ ...rules, log: (refusal) => seen.push(refusal) })
    expect(await call(token), down.id).toMatchObject({ status: 503, challenge: undefined })
  }
  const bad: NonNullable<TokenRules['revoked']>[] = [
    () => Promise.reject(new Error('no connection')),
    () => undefined as never, // somebody who writes JavaScript
  ]
  for (const revoked of bad) expect((await (await plainService({ ...rules, revoked }))(token)).status).toBe(503)
  expect(seen).toContainEqual(expect.objectContaining({ reason: 'cannot-decide' }))
  expect(JSON.stringify(seen)).not.toContain(token.slice(-20))
})

test('what may change is looked at each time, though the signature is remembered', async () => {
  const { issuer, rules } = await issuerOfTest()
  const revokedIds = new Set<string | undefined>()
  const call = await plainService({ ...rules, revoked: ({ jti }) => revokedIds.has(jti) })
  const token = await issuer.token()
  expect((await call(`Bearer ${token}`)).status).toBe(200)
  expect((await call(`Bearer ${token}`)).status).toBe(200)
  revokedIds.add(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).jti)
  expect(await call(`Bearer ${token}`)).toMatchObject({ status: 401, body: expect.stringContaining('revoked-token') })
  expect(issuer.requests('jwks').count).toBe(1)
})

test('a flood of unknown key ids costs the issuer next to nothing, and nobody else his answer', async () => {
  const { issuer, rules } = await issuerOfTest()
  const call = await plainService(rules)
  const good = await bearer(issuer.token())
  expect((await call(good)).status).toBe(200)
  const tokens = await Promise.all(
    Array.from({ length: 200 }, (_, at) => bearer(issuer.token().with({ header: { kid: `k${at}` } }))),
  )
  const flood = Promise.all(tokens.map((each) => call(each)))
  expect((await call(good)).status).toBe(200)
  expect(new Set((await flood).map(({ status }) => status)).difference(new Set([401, 503]))).toEqual(new Set())
  expect(issuer.requests('jwks').count).toBeLessThan(10)
})

test('keys that are given are enough, and a strange one is refused', async () => {
  const { issuer, rules } = await issuerOfTest()
  const keys = (await (await issuer.fetch(issuer.jwksUri)).json()) as { keys: object[] } // a JWKS
  const { jwksUri: _, ...others } = rules
  const call = await plainService({ ...others, keys })
  expect((await call(await bearer(issuer.token()))).status).toBe(200)
  await issuer.keys.rotate()
  expect((await call(await bearer(issuer.token()))).status).toBe(401)
})

test('claims are frozen, whether they are remembered or not', async () => {
  const { issuer, rules } = await issuerOfTest()
  for (const cache of [true, false]) {
    const seen: unknown[] = []
    const revoked = (claims: object) => (seen.push(claims), false)
    const call = await plainService({ ...rules, cache, revoked })
    expect((await call(await bearer(issuer.token({ claims: { list: [{}] } })))).status).toBe(200)
    const [claims] = seen as { list: object[] }[] // as they were asked for
    expect([claims, claims?.list, claims?.list[0]].map(Object.isFrozen)).toEqual([true, true, true])
  }
})

test('a schema that gives no claims lets nobody in', async () => {
  const { issuer, rules } = await issuerOfTest()
  const token = await bearer(issuer.token())
  for (const result of [{}, { value: null }, undefined, 'yes']) {
    const schema = { '~standard': { validate: () => result as never } } // somebody who writes JavaScript
    expect((await (await plainService({ ...rules, schema }))(token)).status, String(result)).toBe(503)
  }
})

test('operators are told which error the certificate of the issuer has', async () => {
  await using issuer = await startIssuer({ audiences: ['orders'] })
  const told: (string | undefined)[] = []
  const { url, jwksUri } = issuer
  const log: TokenRules['log'] = ({ error }) => told.push(error)
  const rules = { issuer: url, jwksUri, audience: 'orders', algorithms: ['ES256'], log } as const
  expect((await (await plainService(rules))(await bearer(issuer.token()))).status).toBe(503)
  expect(told[0]).toMatch(/fetch failed: .*certificate.*\(?[A-Z_]{10,}/)
  expect(told[1]).toMatch(/^the key set of the issuer cannot be fetched: fetch failed: .*certificate/)
  expect(told[1]?.split('fetch failed')).toHaveLength(2)
})
