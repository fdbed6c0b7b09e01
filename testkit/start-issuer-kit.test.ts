import { existsSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { createRemoteJWKSet, customFetch, jwtVerify } from 'jose'
import { describe, expect, test } from 'vitest'
import { startIssuer } from './start-issuer.ts'

type Started = Awaited<ReturnType<typeof startIssuer>>

/** What a service does with a token that is for orders. */
function verifierFor({ url, jwksUri, fetch }: Pick<Started, 'url' | 'jwksUri' | 'fetch'>) {
  const keys = createRemoteJWKSet(new URL(jwksUri), { [customFetch]: fetch, cooldownDuration: 0 })
  return async (token: string) =>
    (await jwtVerify(token, keys, { issuer: url, audience: 'orders', algorithms: ['ES256'], typ: 'at+jwt' })).payload
}

/** By the fetch of this process, on a connection of its own. */
const ask = (url: string) => fetch(`${url}/jwks`, { headers: { connection: 'close' } }).then((answer) => answer.status)

/** What holds a process. */
const resources = () => process.getActiveResourcesInfo().filter((kind) => /TCP|TLS|Pipe|Timeout/.test(kind)).length

describe.each([true, false])('an issuer with tls %s', (tls) => {
  test('makes tokens that a service believes, and others that it refuses', async () => {
    await using issuer = await startIssuer({ audiences: ['orders', 'billing'], claims: { tenant: 'acme' }, tls })
    expect(issuer.url).toMatch(tls ? /^https:/ : /^http:/)
    const verify = verifierFor(issuer)
    const token = issuer.token({ scope: ['read', 'write'], subject: 'alice', expiresIn: '5m', claims: { tenant: 'b' } })
    const claims = await verify(await token)
    expect(claims).toMatchObject({ sub: 'alice', aud: 'orders', scope: 'read write', tenant: 'b', iss: issuer.url })
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(300)
    await expect(verify(await token.expired())).rejects.toMatchObject({ code: 'ERR_JWT_EXPIRED' })
    await expect(verify(await token.notYet())).rejects.toMatchObject({ claim: 'nbf' })
    await expect(verify(await token.without('exp', 'aud'))).rejects.toMatchObject({ claim: 'aud' })
    await expect(verify(await token.with({ header: { typ: 'JWT' } }))).rejects.toMatchObject({ claim: 'typ' })
    await expect(verify(await token.signedBy('stranger'))).rejects.toMatchObject({
      code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
    })
    await expect(verify(await issuer.token({ audience: 'billing' }))).rejects.toMatchObject({ claim: 'aud' })
    await expect(verify(await issuer.bad('sig-truncated'))).rejects.toMatchObject({
      code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
    })
    expect(await verify(await issuer.bad('ok-aud-array'))).toMatchObject({ tenant: 'acme' })
  })

  test('is told to fail, counts who asks, and moves its clock', async () => {
    await using issuer = await startIssuer({ audiences: ['orders'], tls })
    const ask = async () => (await issuer.fetch(issuer.jwksUri)).status
    {
      using down = await issuer.fault('jwks', 'down')
      await expect(ask(), down.id).rejects.toThrow()
    }
    await issuer.fault('jwks', { status: 418 }, { times: 1 })
    expect([await ask(), await ask()]).toEqual([418, 200])
    expect(issuer.requests('jwks').requests.map(({ status }) => status)).toEqual([0, 418, 200])
    const before = issuer.clock.now()
    await issuer.clock.freeze()
    await issuer.clock.advance({ minutes: 10 })
    expect(issuer.clock.now()).toBeGreaterThanOrEqual(before + 600)
    await issuer.clock.back()
    expect(issuer.clock.now()).toBeLessThan(before + 600)
    await issuer.reset()
    expect(issuer.requests().count).toBe(0)
  })
})

test('an option that there is not is refused by its name, with the one that is near', async () => {
  await expect(startIssuer({ audience: ['orders'] } as never)).rejects.toThrow('startIssuer: There is no option "audience". Did you mean "audiences"?') // prettier-ignore
})

test('after a rotation old and new tokens are believed, and after a revocation the revoked are not', async () => {
  await using issuer = await startIssuer({ audiences: ['orders'] })
  const verify = verifierFor(issuer)
  const [before] = [await issuer.token()]
  const kid = await issuer.keys.rotate()
  const after = await issuer.token()
  for (const token of [before, after]) expect(await verify(token)).toMatchObject({ aud: 'orders' })
  expect(await issuer.keys.revoke()).toBe(kid)
  await expect(verifierFor(issuer)(after)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' })
  expect(await verify(await issuer.token())).toMatchObject({ aud: 'orders' })
})

test('another issuer in the same process has another name and other keys', async () => {
  await using issuer = await startIssuer({ audiences: ['orders'] })
  const other = issuer.issuer('other')
  const token = await other.token()
  expect(await verifierFor({ ...other, fetch: issuer.fetch })(token)).toMatchObject({ iss: other.url })
  await expect(verifierFor(issuer)(token)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' })
})

test('people log in, and one whose password nobody knows is named', async () => {
  await using issuer = await startIssuer({ tls: false })
  const { token } = await issuer.person('stoke').login()
  expect(token.split('.')).toHaveLength(3)
  await expect(issuer.person('stoke', 'wrong').login()).rejects.toThrow(
    '"stoke" cannot log in: the issuer answers 401.',
  )
  expect(() => issuer.person('nobody')).toThrow('Nobody knows the password of "nobody"')
})

test('twenty at once do not meet, and leave nothing', async () => {
  const before = resources()
  const issuers = await Promise.all(Array.from({ length: 20 }, () => startIssuer({ audiences: ['orders'] })))
  const tokens = await Promise.all(issuers.map(async (each) => each.token()))
  const believed = await Promise.all(issuers.map((each, at) => verifierFor(each)(tokens[at] ?? '')))
  expect(believed.map(({ iss }) => iss)).toEqual(issuers.map(({ url }) => url))
  await expect(verifierFor(issuers[0] as Started)(tokens[1] ?? '')).rejects.toMatchObject({
    code: 'ERR_JWKS_NO_MATCHING_KEY',
  })
  const files = issuers.flatMap(({ caFile }) => [caFile, dirname(dirname(caFile))])
  expect(files.every((file) => existsSync(file))).toBe(true)
  await Promise.all(issuers.map((each) => each.stop()))
  expect(files.some((file) => existsSync(file))).toBe(false)
  expect(resources()).toBeLessThanOrEqual(before)
})

test('all of this process trusts its authority, where that is said, and no longer than that', async () => {
  await using issuer = await startIssuer()
  await expect(ask(issuer.url)).rejects.toThrow()
  {
    using trusted = issuer.trustHere()
    expect(trusted).toBeDefined()
    expect(await ask(issuer.url)).toBe(200)
    await using other = await startIssuer()
    await expect(ask(other.url)).rejects.toThrow()
    other.trustHere()
    expect([await ask(other.url), await ask(issuer.url)]).toEqual([200, 200])
  }
  await expect(ask(issuer.url)).rejects.toThrow()
})

test('programs of other runtimes are told of its authority by lines for a shell', async () => {
  await using issuer = await startIssuer()
  expect(Object.keys(issuer.environment)).toEqual(['node', 'java', 'python', 'go', 'curl'])
  for (const lines of Object.values(issuer.environment)) expect(lines).toContain(issuer.caFile)
  expect(readFileSync(issuer.caFile, 'utf8')).toBe(issuer.ca)
  await using plain = await startIssuer({ tls: false })
  expect(new Set(Object.values(plain.environment))).toEqual(new Set(['']))
})

test.each(['RS256', 'PS384', 'EdDSA'] as const)('a stranger signs by %s, as the issuer does', async (algorithm) => {
  await using issuer = await startIssuer({ audiences: ['orders'], algorithms: [algorithm], tls: false })
  const keys = createRemoteJWKSet(new URL(issuer.jwksUri))
  const verify = (token: string) => jwtVerify(token, keys, { issuer: issuer.url, algorithms: [algorithm] })
  expect((await verify(await issuer.token())).protectedHeader.alg).toBe(algorithm)
  await expect(verify(await issuer.token().signedBy('stranger'))).rejects.toMatchObject({
    code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
  })
  const [other, keysOfOther] = [issuer.issuer('other'), issuer.keys.list().length]
  await other.token()
  const forged = jwtVerify(await other.token().signedBy('stranger'), createRemoteJWKSet(new URL(other.jwksUri)))
  await expect(forged).rejects.toMatchObject({ code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' })
  expect(issuer.keys.list()).toHaveLength(keysOfOther)
})

test('a second stop waits for the first, and settings that do not fit leave nothing', async () => {
  const issuer = await startIssuer()
  await Promise.all([issuer.stop(), issuer.stop()])
  const wrong = startIssuer({ settings: { ALGORITHM: 'none' } })
  await expect(wrong).rejects.toMatchObject({ name: 'ConfigFault' })
})

test('an issuer alone has keys for itself at the start, and those of services when somebody asks for them', async () => {
  await using issuer = await startIssuer()
  const rings = async () => (await issuer.fetch(`${issuer.url}/utils/keys`)).text()
  const ask = async (path: string, method = 'POST') => (await issuer.fetch(`${issuer.url}${path}`, { method })).status
  expect(issuer.keys.list()).toHaveLength(1)
  expect(await rings()).not.toContain('service')
  expect(await ask('/issueToken/servicea')).toBe(200)
  expect(await rings()).toContain('servicea')
  expect(await ask('/keys/serviceb/jwks', 'GET')).toBe(200)
  expect(await ask('/issueToken/somebody')).toBe(404)
})

test('an option that does not fit is named, and no file of settings', async () => {
  const wrong = startIssuer({
    algorithms: ['HS256' as 'ES256'],
    lifetimeSeconds: -1,
    settings: { LOG_LEVEL: 'shouting' },
  })
  const message = await wrong.then(String, (error: Error) => error.message)
  expect(message).toMatch(/^algorithms +"HS256" /m)
  expect(message).toMatch(/^lifetimeSeconds +"-1" /m)
  expect(message).toMatch(/^settings\.LOG_LEVEL +"shouting" /m)
  expect(message).not.toContain('.env')
})
