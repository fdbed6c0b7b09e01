import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { describe, expect, test } from 'vitest'
import { startIssuer } from './start-issuer.ts'
import './vitest.ts'
import { readProjectFile } from '../tests/support/project-files.ts'
import { linesAfter, runLines, type Told } from '../tests/support/migration-lines.ts'

const sections = linesAfter(await readProjectFile('docs/migration.md'))
type Issuer = Awaited<ReturnType<typeof startIssuer<string, object, false>>>

/** What a client gets that asks by the standard. */
const askFor = async (issuer: Issuer, path: string, more: Record<string, string> = {}) => {
  const form = { grant_type: 'client_credentials', client_id: 'any', client_secret: 'any', audience: 'orders', ...more }
  const answer = await issuer.fetch(`${issuer.url}${path}`, { method: 'POST', body: new URLSearchParams(form) })
  return { status: answer.status, body: Object(await answer.json()) }
}
const claimsOfFetched = async (issuer: Issuer, more?: Record<string, string>) =>
  decodeJwt((await askFor(issuer, '/token', more)).body.access_token)
const keysAt = (address: unknown) => fetch(String(address)).then((answer) => answer.json())
const lifeOf = ({ exp = 0, iat = 0 }: { exp?: number; iat?: number }) => exp - iat

/** An API that looks at all of a token, at what jose leaves to it, too. */
async function startApi(issuer: Issuer) {
  const keys = createRemoteJWKSet(new URL(issuer.jwksUri), { cooldownDuration: 0 })
  const look = { issuer: issuer.url, audience: 'api', algorithms: ['ES256'], typ: 'at+jwt', requiredClaims: ['exp'] }
  const refused = { 'www-authenticate': 'Bearer error="invalid_token"' }
  const server = createServer((request, response) => {
    const [, token = ''] = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(request.headers.authorization ?? '') ?? []
    jwtVerify(token, keys, look)
      .then(
        ({ payload }) => typeof payload.sub === 'string',
        () => false,
      )
      .then((isGood) => response.writeHead(isGood ? 200 : 401, isGood ? {} : refused).end())
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const { port } = server.address() as AddressInfo // it listens at a port
  return {
    call: (token: string) => fetch(`http://localhost:${port}/`, { headers: { authorization: `Bearer ${token}` } }),
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => (server.close(() => resolve()), server.closeAllConnections())),
  }
}

/** What holds when the lines of a section have run: what they have made, and the issuer that they were about. */
type Holds = (told: Told, issuer: Issuer) => unknown

const HOLDS: Record<string, Holds> = {
  'It starts on a free port, and stops': async ({ url, jwksUri }) => {
    expect(jwksUri).toBe(`${url}/jwks`)
    await expect(keysAt(jwksUri)).rejects.toThrow() // for it has stopped
  },
  'It speaks TLS': async ({ ca, caFile, seen }) => {
    expect(ca).toContain('BEGIN CERTIFICATE')
    expect([caFile, seen]).toEqual([expect.stringMatching(/\.pem$/), expect.objectContaining({ status: 200 })])
  },
  'A token with scopes': ({ token }) => {
    expect(decodeJwt(token)).toMatchObject({ scope: 'read write' })
    expect(lifeOf(decodeJwt(token))).toBe(300)
  },
  'A token with claims and a header': ({ token }) => {
    expect(decodeJwt(token)).toMatchObject({ aud: 'orders', sub: 'alice', roles: ['clerk'] })
    expect(decodeProtectedHeader(token).typ).toBe('at+jwt')
  },
  'A token that has expired': ({ token }, { clock }) => {
    expect(clock.now() - (decodeJwt(token).exp ?? Infinity)).toBeGreaterThanOrEqual(60)
  },
  'Claims of each token that a client fetches': async (_told, issuer) => {
    for (const [scope, typ] of [
      ['old', 'JWT'],
      ['new', 'at+jwt'],
    ] as const) {
      const { access_token: token } = (await askFor(issuer, '/token', { scope })).body
      expect([decodeJwt(token)['roles'], decodeProtectedHeader(token).typ]).toEqual([['clerk'], typ])
    }
  },
  'One answer is an error': async (_told, issuer) => {
    expect(await askFor(issuer, '/token')).toEqual({ status: 400, body: { error: 'invalid_grant' } })
    expect(await askFor(issuer, '/token')).toMatchObject({ status: 200 })
  },
  'One answer is an error, the other way': async (_told, issuer) => {
    const statuses = [await askFor(issuer, '/token'), await askFor(issuer, '/token')].map(({ status }) => status)
    expect(statuses).toEqual([503, 200])
  },
  'What introspection answers': async (_told, issuer) => {
    expect((await askFor(issuer, '/introspect', { token: await issuer.token() })).body).toEqual({ active: false })
  },
  'Another key signs': async ({ kid, token }, issuer) => {
    expect(decodeProtectedHeader(token).kid).toBe(kid)
    expect(await keysAt(issuer.jwksUri)).toMatchObject({
      keys: expect.arrayContaining([expect.objectContaining({ kid })]),
    })
  },
  'It is told to a service': ({ api, seen }) => {
    expect(api).toEqual({ jwksUri: expect.stringMatching(/^http:.*\/\.well-known\/jwks\.json$/) })
    expect(seen).toMatchObject({ keys: [{ alg: 'RS256' }] })
  },
  'A token of an issuer with another name': ({ token }) => {
    expect(decodeJwt(token)).toMatchObject({ iss: 'master', aud: 'private', sub: 'alice' })
  },
  'The id of the key': async ({ kid }, issuer) => {
    expect(decodeProtectedHeader(await issuer.token()).kid).toBe(kid)
  },
  'The keys are not there': ({ seen }) => expect(seen).toBeInstanceOf(Error),
  'A key that the service does not know': async ({ token }, issuer) => {
    const keys = createRemoteJWKSet(new URL(issuer.jwksUri))
    const code = 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'
    await expect(jwtVerify(token, keys, { issuer: 'master', audience: 'private' })).rejects.toMatchObject({ code })
  },
  'It starts, and tells where its metadata are': ({ seen }) => {
    expect(seen).toMatchObject({ token_endpoint: expect.any(String), jwks_uri: expect.any(String) })
  },
  'Several issuers': async ({ token, jwks }, issuer) => {
    const options = { issuer: `${issuer.url}/issuers/tenant1`, audience: 'orders', subject: 'alice' }
    expect((await jwtVerify(token, createRemoteJWKSet(new URL(jwks)), options)).payload).toMatchObject({ sub: 'alice' })
  },
  'A token with claims, for some minutes': ({ token }) => {
    expect(decodeJwt(token)).toMatchObject({ acr: 'Level4' })
    expect(lifeOf(decodeJwt(token))).toBe(120)
  },
  'Claims of the next token that a client fetches': async (_told, issuer) => {
    expect([await claimsOfFetched(issuer), await claimsOfFetched(issuer)].map(({ sub }) => sub)).toEqual(['foo', 'any'])
  },
  'Claims that depend on what is asked for': async (_told, issuer) => {
    const claims = await claimsOfFetched(issuer, { scope: 'orders.read' })
    expect([claims.sub, claims['roles'], lifeOf(claims)]).toEqual(['clerk', ['reader'], 120])
    expect(await claimsOfFetched(issuer, { scope: 'orders.write' })).toMatchObject({ sub: 'any' })
  },
  'What was asked of it': ({ request }) => {
    expect(request).toMatchObject({ method: 'POST', path: '/token', status: 200, body: { audience: 'orders' } })
  },
  'A time that is fixed': ({ token }, { clock }) => {
    const time = Date.parse('2020-01-21T00:00:00Z') / 1000
    expect([decodeJwt(token).iat, clock.now()]).toEqual([time, time])
  },
  'Another algorithm': async (_told, issuer) => {
    expect(decodeProtectedHeader(await issuer.token()).alg).toBe('ES384')
  },
  'Somebody logs in': ({ token }) => expect(decodeJwt(token)).toMatchObject({ u: 'tester' }),
  'A service is sent every token that it must refuse': (_told, issuer) => {
    expect(issuer.requests('jwks').count).toBeGreaterThan(0)
  },
  'One bad token by its name': ({ token }) => expect(decodeProtectedHeader(token).alg).toBe('none'),
  'A key that came after the key set was fetched': ({ answer }) => expect(answer).toMatchObject({ status: 200 }),
}

/** What is done while the things of a section still stand: before it stops, or is taken back. */
const SEE: Record<string, string> = {
  'It speaks TLS': 'fetch(issuer.jwksUri)',
  'It is told to a service': 'keysAt(api.jwksUri)',
  'The keys are not there': 'keysAt(issuer.jwksUri).catch((error) => error)',
  'It starts, and tells where its metadata are': 'keysAt(wellKnown)',
}

describe('the lines after of docs/migration.md', () => {
  test('are those of which the tests know what they do', () => {
    expect(sections.map(({ title }) => title)).toEqual(Object.keys(HOLDS))
  })

  test.each(sections)('$title', async ({ title, lines }) => {
    await using usual = await startIssuer({ tls: false })
    if (title === 'What was asked of it') await askFor(usual, '/token')
    await using api = await startApi(usual)
    const see = SEE[title]
    const scope = {
      startIssuer,
      issuer: usual,
      expect,
      keysAt,
      createApi: (told: unknown) => told,
      callMyService: api.call,
    }
    const told = await runLines(lines, scope, see)
    try {
      await HOLDS[title]?.(told, told.issuer ?? usual)
    } finally {
      await told.issuer?.stop()
    }
  })
})
