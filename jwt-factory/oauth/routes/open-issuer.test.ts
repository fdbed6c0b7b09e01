import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ACCESS_TOKEN_TYPE, JWT_BEARER, TOKEN_EXCHANGE } from '../../oauth-uris.ts'
import {
  assertion,
  assertionForm,
  basic,
  decode,
  openTestIssuer,
  type Form,
  type TestIssuer,
} from '../../test-issuer.ts'

let factory: TestIssuer
let strict: TestIssuer
beforeAll(async () => {
  factory = await openTestIssuer({ env: { OPEN: '1' }, clients: { roles: { claims: { role: 'declared', kept: 1 } } } })
  strict = await openTestIssuer()
})
afterAll(() => Promise.all([factory.close(), strict.close()]))

const CC = { grant_type: 'client_credentials' }
const ask = (form: Record<string, string> = {}, authorization?: string) => {
  const test = factory.post('/token', { ...CC, ...form })
  return authorization === undefined ? test : test.set('authorization', authorization)
}
const claimsOf = async (...request: Parameters<typeof ask>) =>
  decode((await ask(...request).expect(200)).body.access_token).claims
const refusalOf = async (...request: Parameters<typeof ask>) => {
  const { body, status } = await ask(...request)
  return `${status} ${body.error}: ${body.error_description}`
}

const post = (path: string, form: Form) => factory.post(path, form).set('authorization', basic('somebody', 'else'))

describe('with OPEN=1', () => {
  test.each<[string, Record<string, string>, string | undefined, string, string]>([
    ['nobody in particular', {}, undefined, 'anyone', 'anyone'],
    ['a name alone', { client_id: 'me', audience: 'urn:api' }, undefined, 'me', 'urn:api'],
    ['any secret in the body', { client_id: 'me', client_secret: 'x' }, undefined, 'me', 'me'],
    ['any secret in the header', { resource: 'https://api.test/' }, basic('me', 'x'), 'me', 'https://api.test/'],
    ['no secret in the header', {}, basic('me', ''), 'me', 'me'],
    ['a wrong secret of a client that is registered', {}, basic('servicea', 'wrong'), 'servicea', 'serviceb'],
    ['such a client, for another audience', { audience: 'any' }, basic('servicea', 'wrong'), 'servicea', 'any'],
    ['one with several audiences, for none', {}, basic('serviceb', 'wrong'), 'serviceb', 'serviceb'],
  ])('%s gets a token', async (_what, form, authorization, client, aud) => {
    expect(await claimsOf(form, authorization)).toMatchObject({ sub: client, client_id: client, aud })
  })

  test('any scope is granted', async () => {
    expect(await claimsOf({ scope: 'read write' }, basic('servicea', 'x'))).toMatchObject({ scope: 'read write' })
  })

  test('any claim is, laid over those that are declared; and any subject', async () => {
    const claims = { roles: ['admin'], role: 'asked', deep: { a: [1, null] }, sub: 'servicec' }
    expect(await claimsOf({ client_id: 'roles', claims: JSON.stringify(claims) })).toMatchObject({ ...claims, kept: 1 })
  })

  test.each(['iss', 'aud', 'exp', 'iat', 'nbf', 'jti', 'client_id', 'scope', 'act', 'may_act', 'cnf'])(
    'the claim %s stays that of the issuer',
    async (name) => {
      expect(await refusalOf({ claims: JSON.stringify({ a: 1, [name]: 1 }) })).toBe(
        `400 invalid_request: The parameter claims must not have ${name}: the issuer says it itself`,
      )
    },
  )

  test.each([
    ['[]', /parameter claims must be a JSON object$/],
    ['null', /parameter claims must be a JSON object$/],
    ['{', /must be a JSON object, but the text is not JSON, at character 2/],
    ['{"a":1,"a":2}', /a member name appears twice/],
    ['{"__proto__":1}', /a member is named __proto__/],
    ['{"a":1e400}', /a number cannot be read exactly as it is written, at character 6/],
    ['{"a":"\\ud800"}', /half of a surrogate pair, at character 6/],
    ['{"sub":""}', /must have a sub that is a text, not empty/],
    ['{"sub":7}', /must have a sub that is a text, not empty/],
    [`{"a":${'['.repeat(40)}${']'.repeat(40)}}`, /more than 32 levels/],
    [JSON.stringify({ a: 'x'.repeat(4000) }), /must have 4000 bytes or fewer/],
    [JSON.stringify({ a: '€'.repeat(1400) }), /must have 4000 bytes or fewer/],
  ])('claims that are none are refused with the place: %s', async (claims, why) => {
    expect(await refusalOf({ claims })).toMatch(why)
  })

  test.each<[Record<string, string>, string | undefined, RegExp]>([
    [{ client_id: 'x'.repeat(301) }, undefined, /^400 invalid_request: The client id .* 300 characters or fewer/],
    [{ client_id: 'a\u0000b' }, undefined, /^400 invalid_request: The client id/],
    [{}, basic('a\nb', 'x'), /^400 invalid_request: The client id/],
    [{ audience: 'x'.repeat(1001) }, undefined, /^400 invalid_target: The parameter audience .* 1000 characters/],
    [{ audience: 'a\u0007' }, undefined, /^400 invalid_target: The parameter audience/],
    [{ scope: 'a"b' }, undefined, /^400 invalid_scope/],
    [{ lifetime: '3601' }, undefined, /^400 invalid_request: The parameter lifetime must be .* to 3600/],
    [{}, 'Bearer x', /^401 invalid_client/],
  ])('what is none of a token is refused still: %j %s', async (form, authorization, why) => {
    expect(await refusalOf(form, authorization)).toMatch(why)
  })

  test('whoever asks hears of a token, and takes it back', async () => {
    const token = (await ask({ client_id: 'me' })).body.access_token
    expect((await post('/introspect', { token })).body).toMatchObject({ active: true, client_id: 'me' })
    await post('/revoke', { token }).expect(200)
    expect((await post('/introspect', { token })).body).toEqual({ active: false })
    expect((await post('/introspect', { token: 'a.b.c' })).body).toEqual({ active: false })
  })

  test('the assertion of a client that is registered is judged as ever, that of another is not looked at', async () => {
    const good = assertionForm(await assertion(factory, 'servicea'))
    expect(await claimsOf({ ...good, audience: 'any' })).toMatchObject({ sub: 'servicea', aud: 'any' })
    expect(await refusalOf(good)).toMatch(/^401 invalid_client/) // used up
    const forged = await assertion(factory, 'servicea', {}, factory.keyOf['serviceb'])
    expect(await refusalOf(assertionForm(forged))).toMatch(/^401 invalid_client/)
    const stranger = await assertion(factory, 'me', {}, factory.keyOf['serviceb'])
    expect(await claimsOf(assertionForm(stranger))).toMatchObject({ sub: 'me' })
  })

  test('what is presented is judged as ever, and says of whom the token speaks', async () => {
    const subject_token = (await ask({ client_id: 'me', audience: 'you' })).body.access_token
    const form = { grant_type: TOKEN_EXCHANGE, subject_token, subject_token_type: ACCESS_TOKEN_TYPE, client_id: 'you' }
    expect(await claimsOf({ ...form, audience: 'api' })).toMatchObject({ sub: 'me', aud: 'api', act: { sub: 'you' } })
    expect(await refusalOf({ ...form, claims: '{"sub":"them"}' })).toMatch(
      /claims must not have sub: what was presented/,
    )
    expect(await refusalOf({ ...form, subject_token: `${subject_token}x` })).toMatch(
      /^400 invalid_request: The subject_token/,
    )
    expect(await refusalOf({ ...form, client_id: 'them' })).toMatch(/^400 invalid_request: The subject_token/)
  })

  test('GET / and /healthz say so', async () => {
    for (const path of ['/', '/healthz'])
      expect((await factory.http.get(path)).body.open).toBe(
        'OPEN=1: any client, secret, audience, scope and claim is good',
      )
  })
})

describe('without it', () => {
  test('nobody says so, and nobody gets what is not declared', async () => {
    for (const path of ['/', '/healthz']) expect((await strict.http.get(path)).body).not.toHaveProperty('open')
    await strict.post('/token', { ...CC, client_id: 'me' }).expect(401)
    await strict.post('/token', CC).set('authorization', basic('servicea', 'wrong')).expect(401)
    await strict.ask('servicea', { audience: 'any' }).expect(400)
    await strict.ask('servicea', { scope: 'any' }).expect(400)
  })

  test('the parameter claims is one of those that are ignored', async () => {
    const claims = { roles: ['admin'], sub: 'somebody' }
    expect(decode(await strict.grant('servicea', { claims: JSON.stringify(claims) })).claims).toMatchObject({
      sub: 'servicea',
    })
    expect(decode(await strict.grant('servicea', { claims: '{' })).claims).not.toHaveProperty('roles')
  })
})

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

test('whatever says so, no token is granted that this issuer does not believe itself', async () => {
  for (const sub of ['', 'a\u0000', '\u001b[2J']) {
    const unsigned = `${part({ alg: 'ES256' })}.${part({ iss: 'nobody-knows', sub })}.AAAA`
    const { status, body } = await factory.post('/token', { grant_type: JWT_BEARER, assertion: unsigned })
    expect([status, body.error], JSON.stringify(sub)).toEqual([400, 'invalid_grant'])
    expect(body.error_description).toMatch(/The claim sub must be a text without control characters, not empty/)
  }
})
