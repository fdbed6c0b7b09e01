import { Buffer } from 'node:buffer'
import { describe, expect, test } from 'vitest'
import { rowsOfCases } from '../../tests/support/case-tokens.ts'
import { GATEWAY_ALGORITHM_NAMES, publicKeyFrom, sharedSecret } from '../token/gateway-algorithms.ts'
import {
  credentialFor,
  johnsCases,
  KONG_NOW,
  KONG_SECRET,
  kongPem,
  kongToken,
  openKongPlugins,
  saidBy,
  withBearer,
  type Asked,
} from './kong-plugin.fixture.ts'

const E = 'Bearer error="invalid_token"'
const token = kongToken()
const said = async (jwt: Parameters<typeof openKongPlugins>[0], asked: Asked, ...more: [Parameters<typeof openKongPlugins>[1]?, Parameters<typeof openKongPlugins>[2]?]) =>
  saidBy((await openKongPlugins(jwt, ...more).ask(asked)).decision) // prettier-ignore

describe('where tokens are', () => {
  const places = { cookieNames: ['session'], headerNames: ['authorization', 'x-token'] }
  test.each<[string, Asked, number]>([
    ['the header', withBearer(token), 200],
    ['bearer in lower case', { fields: ['Authorization', `bearer ${token}`] }, 200],
    ['any white space', { fields: ['Authorization', `Bearer \t  ${token}`] }, 200],
    ['not at the beginning', { fields: ['Authorization', `Token Bearer ${token}`] }, 200],
    ['BEARER', { fields: ['Authorization', `BEARER ${token}`] }, 401],
    ['no scheme', { fields: ['Authorization', token] }, 401],
    ['of two headers the first', { fields: ['Authorization', 'Basic eA==', 'Authorization', `Bearer ${token}`] }, 401],
    ['another header', { fields: ['X-Token', `Bearer ${token}`] }, 200],
    ['the query', { target: `/data?jwt=${token}` }, 200],
    ['the query, with escapes', { target: `/data?%6Awt=${token.replaceAll('.', '%2E')}` }, 200],
    ['another parameter', { target: `/data?token=${token}` }, 401],
    ['an empty parameter', { target: '/data?jwt=' }, 401],
    ['a cookie', { fields: ['Cookie', `a=b; session=${token}; c=d`] }, 200],
    ['an empty cookie', { fields: ['Cookie', 'session='] }, 401],
    ['the same one everywhere', { target: `/?jwt=${token}&jwt=${token}`, fields: ['Cookie', `session=${token}`, 'Authorization', `Bearer ${token}`] }, 200], // prettier-ignore
  ])('%s', async (_what, asked, status) => {
    const answer = await said([places], asked)
    expect(answer[0]).toBe(status)
    if (status === 401) expect(answer).toEqual([401, '{"message":"Unauthorized"}', 'Bearer'])
  })

  const other = kongToken({ other: true })
  test.each<[string, Asked]>([
    ['twice in the query', { target: `/?jwt=${token}&jwt=${other}` }],
    ['in the query and a header', { target: `/?jwt=${token}`, ...withBearer(other) }],
    ['in a header and a cookie', { fields: ['Authorization', `Bearer ${token}`, 'Cookie', `session=${other}`] }],
    ['in two headers', { fields: ['Authorization', `Bearer ${token}`, 'X-Token', `Bearer ${other}`] }],
  ])('two different ones, %s, are too many', async (_what, asked) => {
    expect(await said([places], asked)).toEqual([401, '{"message":"Multiple tokens provided"}', E])
  })

  test('an argument without a value is something, and no token', async () => {
    expect(await said([{}], { target: '/?jwt' })).toEqual([401, '{"message":"Unrecognizable token"}', E])
  })
})
/** Cases of the catalogue, by what is said of each. */
const SAID_OF_CASES = {
  'sig-segment-dropped json-header-not-json seg-one': 'Bad token; invalid JSON',
  'seg-swapped alg-missing alg-none alg-none-case alg-lowercase alg-array alg-unknown': 'Bad token; invalid alg',
  'json-payload-scalar': 'Bad token; invalid claims',
  'iss-missing json-payload-array': "No mandatory 'iss' in claims",
  'iss-empty': "Invalid 'iss' in claims",
  'iss-unknown iss-longer iss-array': "No credentials found for given 'iss'",
  'alg-hmac-pubkey-pem alg-swap-padding alg-swap-hash': 'Invalid algorithm',
  'sig-unknown-key sig-bit-flipped': 'Invalid signature',
}

const CASES = await rowsOfCases(SAID_OF_CASES, johnsCases)

describe('the first check that says no is answered', () => {
  const [head = '', , signature = ''] = token.split('.')
  test.each<[string, string, string]>([
    ...CASES,
    // Its reader stops there, and a secret is no matter of the catalogue.
    ['no base64', `${head}.?.${signature}`, 'Bad token; invalid JSON'],
    ['a signature with a dot', `${token}.x`, 'Bad token; invalid signature'],
    ['the algorithm of another', kongToken({ iss: 'RS256' }), 'Invalid algorithm'],
    ['the secret of another', kongToken({}, { secret: 'x' }), 'Invalid signature'],
  ])('%s', async (_what, sent, message) => {
    const answer = JSON.stringify({ message })
    expect(await said([{}], withBearer(sent))).toEqual([401, answer, E])
    const realm = await said([{ realm: 'R' }], withBearer(sent))
    expect(realm).toEqual([401, answer, 'Bearer realm="R", error="invalid_token"'])
  })

  test('whoever sends nothing hears of the realm, and of no error', async () => {
    expect(await said([{ realm: 'R' }], {})).toEqual([401, '{"message":"Unauthorized"}', 'Bearer realm="R"'])
  })

  test('no key material', async () => {
    const empty = { ...credentialFor('HS256'), keyFor: () => undefined }
    expect(await said([{}], withBearer(token), {}, [empty])).toEqual([401, '{"message":"Invalid key\\/secret"}', E])
  })

  test('the consumer of a credential is gone: no challenge', async () => {
    const answer = await said([{}], withBearer(token), { findConsumer: () => undefined })
    expect(answer).toEqual([401, `{"message":"Could not find consumer for 'iss=HS256'"}`])
  })

  test('nobody can look: an error of the gateway, as the client accepts it, with the id of the request', async () => {
    const away = { findCredential: () => Promise.reject(new Error('no connection to 10.0.0.1')) }
    const id = 'a'.repeat(32)
    const json = `{\n  "message":"An unexpected error occurred",\n  "request_id":"${id}"\n}`
    expect(await said([{}], withBearer(token), away)).toEqual([500, json])
    const asText = { fields: [...(withBearer(token).fields ?? []), 'Accept', 'text/html;q=0.1, text/plain'] }
    expect(await said([{}], asText, away)).toEqual([500, `An unexpected error occurred\nrequest_id: ${id}\n`])
  })

  test('where a key is named in the header, it is found there; a claim of that name comes first', async () => {
    const named = kongToken({ iss: 'x' }, { header: { kid: 'HS256' } })
    expect(await said([{ keyClaimName: 'kid' }], withBearer(named))).toEqual([200, 'john_doe'])
    const both = kongToken({ kid: 'somebody' }, { header: { kid: 'HS256' } })
    expect((await said([{ keyClaimName: 'kid' }], withBearer(both)))[1]).toContain(
      "No credentials found for given 'kid'",
    )
  })

  test('a secret is a text, or base64, as the plugin is told', async () => {
    const decoded = kongToken({}, { secret: Buffer.from(KONG_SECRET, 'base64') })
    expect((await said([{ secretIsBase64: true }], withBearer(decoded)))[0]).toBe(200)
    expect((await said([{ secretIsBase64: true }], withBearer(token)))[0]).toBe(401)
    expect((await said([{}], withBearer(decoded)))[0]).toBe(401)
  })
})

describe('time', () => {
  const verified = { claimsToVerify: ['exp', 'nbf'] as const }
  test.each<[string, object, object, string | undefined]>([
    ['an expired one, by default', {}, { exp: KONG_NOW - 3600 }, undefined],
    ['one from the future, by default', {}, { nbf: KONG_NOW + 3600 }, undefined],
    ['to the second, still good', verified, { exp: KONG_NOW + 1, nbf: KONG_NOW }, undefined],
    ['to the second, no longer good', verified, { exp: KONG_NOW, nbf: KONG_NOW }, '{"exp":"token expired"}'],
    ['too early', verified, { exp: KONG_NOW + 9, nbf: KONG_NOW + 1 }, '{"nbf":"token not valid yet"}'],
    ['both', verified, { exp: KONG_NOW, nbf: KONG_NOW + 1 }, '{"exp":"token expired","nbf":"token not valid yet"}'],
    ['none there', verified, {}, '{"exp":"must be a number","nbf":"must be a number"}'],
    ['a text', { claimsToVerify: ['exp'] }, { exp: '9999999999' }, '{"exp":"must be a number"}'],
    ['too long a life', { claimsToVerify: ['exp'], maximumExpiration: 3600 }, { exp: KONG_NOW + 172_800 }, '{"exp":"exceeds maximum allowed expiration"}'], // prettier-ignore
    ['as long as allowed', { claimsToVerify: ['exp'], maximumExpiration: 3600 }, { exp: KONG_NOW + 3600 }, undefined],
    ['no end at all', { maximumExpiration: 3600 }, {}, '{"exp":"exceeds maximum allowed expiration"}'],
    [
      'aud, iat and jti, whatever they are',
      verified,
      { exp: KONG_NOW + 9, nbf: 0, aud: 5, iat: 'x', jti: {} },
      undefined,
    ],
  ])('%s', async (_what, config, claims, body) => {
    const answer = await said([config], withBearer(kongToken(claims)))
    expect(answer).toEqual(body === undefined ? [200, 'john_doe'] : [401, body, E])
  })

  test('that an expired token is believed by default is told the trace as a failure', async () => {
    const { trace } = await openKongPlugins().ask(withBearer(kongToken({ exp: KONG_NOW - 3600 })))
    expect(trace.verbs()).toContain('fails')
    expect((await openKongPlugins().ask(withBearer(token))).trace.verbs()).not.toContain('fails')
  })
})

describe('algorithms', () => {
  test.each(GATEWAY_ALGORITHM_NAMES)('%s is good with its own credential, and with no other', async (algorithm) => {
    const all = GATEWAY_ALGORITHM_NAMES.map((name) => credentialFor(name))
    const ask = (sent: string) => said([{}], withBearer(sent), {}, all)
    expect(await ask(kongToken({}, { algorithm }))).toEqual([200, 'john_doe'])
    for (const other of GATEWAY_ALGORITHM_NAMES.filter((name) => name !== algorithm))
      expect((await ask(kongToken({ iss: other }, { algorithm })))[1]).toBe('{"message":"Invalid algorithm"}')
  })

  test('the public key as a secret is an algorithm of another', async () => {
    const forged = kongToken({ iss: 'RS256' }, { secret: kongPem('RS256') })
    expect((await said([{}], withBearer(forged)))[1]).toBe('{"message":"Invalid algorithm"}')
    const lied = kongToken({ iss: 'RS256' }, { secret: kongPem('RS256'), header: { alg: 'RS256' } })
    expect((await said([{}], withBearer(lied)))[1]).toBe('{"message":"Invalid signature"}')
  })

  test.each(['ES256', 'ES384', 'ES512', 'PS256'] as const)(
    'a signature of %s that has another length is a fault of the gateway',
    async (algorithm) => {
      const cut = kongToken({}, { algorithm }).slice(0, -4)
      const [status] = await said([{}], withBearer(cut), {}, [credentialFor(algorithm)])
      expect(status).toBe(500)
    },
  )

  test('a key of another kind is a wrong signature', async () => {
    const odd = { ...credentialFor('RS256'), keyFor: () => sharedSecret(KONG_SECRET) }
    expect((await said([{}], withBearer(kongToken({}, { algorithm: 'RS256' })), {}, [odd]))[1]).toContain(
      'Invalid signature',
    )
    const wrong = { ...credentialFor('HS256'), keyFor: () => publicKeyFrom(kongPem('RS256'), 'RS256') }
    expect((await said([{}], withBearer(token), {}, [wrong]))[1]).toContain('Invalid signature')
  })
})
