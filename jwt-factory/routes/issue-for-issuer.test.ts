import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { assertion, assertionForm, basic, decode, MAIN_URL, openTestIssuer, type TestIssuer } from '../test-issuer.ts'

let factory: TestIssuer
beforeAll(async () => {
  factory = await openTestIssuer({ env: { FACTORY_ISSUER: 'discovery' } })
})
afterAll(() => factory.close())

const asked = (claims: object = {}, path = '/issueToken/servicea') =>
  factory.http.post(path).set('authorization', basic('servicea')).send(claims)
const form = (parameters: Record<string, string>, query = '') =>
  factory.http.post(`/issueToken/servicea${query}`).type('form').send(new URLSearchParams(parameters).toString())
const judged = async (token: string, question: object = {}, ringId = 'servicea') =>
  (await factory.http.post(`/verify/${ringId}`).send({ token, aud: 'serviceb', sub: 'alice', ...question })).body

describe('/issueToken speaks for the issuer', () => {
  test('the token is of the issuer, and signed by its key, which its key set has; its type stays', async () => {
    const { text } = await asked({ sub: 'alice', aud: 'https://api.test', roles: ['admin'], tenant: 7 }).expect(200)
    const { header, claims } = decode(text)
    const { kid } = await factory.issuers.keyOf(factory.issuers.main)
    expect(header).toMatchObject({ kid, typ: 'JWT' })
    expect(claims).toMatchObject({ iss: MAIN_URL, sub: 'alice', aud: 'https://api.test', roles: ['admin'], tenant: 7 })
    const { body } = await factory.http.get('/jwks')
    expect(body.keys.map((key: { kid: string }) => key.kid)).toContain(kid)
  })

  test('sub is the last word of the address by itself, whether there is such a ring or not', async () => {
    const { text } = await asked({}, '/issueToken/some-user').expect(200)
    expect(decode(text).claims.sub).toBe('some-user')
    expect(factory.rings.ids()).not.toContain('some-user')
  })

  test('its own name may be given, and no other: not a foreign one, and not that of an issuer below it', async () => {
    await asked({ iss: MAIN_URL }).expect(200)
    for (const iss of ['https://other.test', `${MAIN_URL}/`, `${MAIN_URL}/issuers/near`, 'https://jwt-factory/']) {
      const { body } = await asked({ iss }).expect(400)
      expect(body.faults, iss).toEqual([{ at: 'iss', message: expect.stringContaining('FACTORY_ISSUER=discovery') }])
    }
    for (const iss of ['', 7, null, [MAIN_URL]]) await asked({ iss }).expect(400)
  })

  test('no audience is an issuer here: there it could be taken for a grant', async () => {
    for (const aud of [MAIN_URL, `${MAIN_URL}/issuers/far`, ['https://api.test', `${MAIN_URL}/issuers/far/`]]) {
      const { body } = await asked({ aud }).expect(400)
      expect(body.faults).toEqual([{ at: 'aud', message: expect.stringContaining('an issuer of this process') }])
    }
  })

  test('a list of audiences is refused once, and one that fits into no token is not looked at', async () => {
    const { body } = await asked({ aud: Array(300).fill(`${MAIN_URL}/issuers/far`) }).expect(400)
    expect(body.faults).toHaveLength(1)
    await asked({ aud: Array(3000).fill(`${MAIN_URL}/issuers/far`) }).expect(413)
  })

  test('a stranger hears that it is one, whatever claims it asks for: nothing of them is looked at', async () => {
    for (const claims of [{ aud: MAIN_URL }, { exp: 1 }, { aud: Array(3000).fill('https://api.test') }])
      await factory.http.post('/issueToken/x').send(claims).expect(401)
  })

  test('it is none of the tokens that the issuer grants: nobody exchanges it, asks about it, or revokes others by it', async () => {
    for (const claims of [{ client_id: 'serviceb' }, { jti: 'of another' }])
      expect((await asked(claims).expect(400)).body.detail).toContain('granted at /token')
    const other = await openTestIssuer({
      env: { FACTORY_ISSUER: 'discovery' },
      clients: { x: { tokenType: 'JWT', audiences: ['serviceb'], scopes: ['orders.read'] } },
    })
    const forged = { aud: 'x', sub: 'servicea', scope: 'orders.read', act: { sub: 'victim' } }
    const { text: token } = await other.http.post('/issueToken/z').set('authorization', basic('x')).send(forged)
    expect((await other.post('/introspect', { token }, 'x').expect(200)).body).toEqual({ active: false })
    const exchange = {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: token,
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      audience: 'serviceb',
    }
    expect((await other.post('/token', exchange, 'x').expect(400)).body.error).toBe('invalid_request')
    await other.close()
  })

  test('whoever reads it has the last word on its algorithm, then the issuer', async () => {
    const declaredIssuers = { '@': { algorithm: 'ES384' } } as const
    const clients = { api: { audience: 'https://api.test', algorithm: 'RS256' } } as const
    const other = await openTestIssuer({ env: { FACTORY_ISSUER: 'discovery' }, declaredIssuers, clients })
    const algOf = async (aud: string) => {
      const { text } = await other.http.post('/issueToken/x').set('authorization', basic('servicea')).send({ aud })
      const { body } = await other.http.post('/verify/x').send({ token: text, aud, sub: 'x' })
      expect(body.valid).toBe(true)
      return decode(text).header.alg
    }
    expect([await algOf('https://api.test'), await algOf('serviceb')]).toEqual(['RS256', 'ES384'])
    await other.close()
  })

  test('?expired=1 works as ever', async () => {
    const { text } = await asked({}, '/issueToken/servicea?expired=1').expect(200)
    expect(decode(text).claims.exp).toBeLessThan(factory.clock.now() / 1000)
  })
})

describe('it is for registered clients alone', () => {
  test('claims that curl sends as a form are not lost without a word', async () => {
    const curl = factory.http.post('/issueToken/servicea').set('authorization', basic('servicea'))
    const { status, body } = await curl.type('form').send('{"aud":"serviceb"}')
    expect([status, body.detail]).toEqual([400, expect.stringContaining('content-type: application/json')])
  })

  test('without credentials the answer is 401, with a challenge, whatever the body is', async () => {
    for (const answer of [await factory.http.post('/issueToken/servicea').send({}), await form({ claims: '{}' })]) {
      expect(answer.status).toBe(401)
      expect(answer.body).toMatchObject({ error: 'invalid_client' })
      expect(answer.headers['www-authenticate'] ?? 'Basic').toContain('Basic')
    }
  })

  test('a wrong secret, or a client that is unknown, gets no token', async () => {
    for (const [id, secret] of [
      ['servicea', 'wrong'],
      ['nobody', 'wrong'],
    ] as const)
      await factory.http.post('/issueToken/servicea').set('authorization', basic(id, secret)).send({}).expect(401)
  })

  test('a form has the credentials as at /token, and the claims as JSON: with the secret, and with an assertion', async () => {
    const claims = JSON.stringify({ sub: 'alice', aud: 'serviceb' })
    const secret = { client_id: 'serviceb', client_secret: 'the secret of serviceb: +%&=' }
    const byKey = assertionForm(await assertion(factory, 'servicea'))
    for (const credentials of [secret, byKey]) {
      const { text } = await form({ ...credentials, claims }).expect(200)
      expect(decode(text).claims).toMatchObject({ iss: MAIN_URL, sub: 'alice', aud: 'serviceb' })
    }
    await form({ ...byKey, claims }).expect(401) // it was used
  })

  test('claims that are no JSON object, or that do not fit, are refused by name', async () => {
    const proof = { client_id: 'servicea', client_secret: 'the secret of servicea: +%&=' }
    expect((await form({ ...proof, claims: '{"a":1,"a":2}' }).expect(400)).body.detail).toContain('parameter claims')
    await form({ ...proof, claims: '[]' }).expect(400)
    expect((await form({ ...proof, claims: '{"exp":1}' }).expect(400)).body.faults).toMatchObject([{ at: 'exp' }])
  })

  test('an assertion is not used up by a request that is refused', async () => {
    const byKey = assertionForm(await assertion(factory, 'servicea'))
    await form({ ...byKey, claims: '{"exp":1}' }).expect(400)
    await form({ ...byKey, claims: '{}' }, '?lifetime=3601').expect(400)
    await form({ ...byKey, claims: '{}' }).expect(200)
  })
})

test('with OPEN=1 it needs no client, and speaks for no other issuer all the same', async () => {
  const open = await openTestIssuer({ env: { FACTORY_ISSUER: 'discovery', OPEN: '1' } })
  const { text } = await open.http
    .post('/issueToken/alice')
    .send({ aud: 'orders', roles: ['admin'] })
    .expect(200)
  expect(decode(text).claims).toMatchObject({ iss: MAIN_URL, sub: 'alice', aud: 'orders', roles: ['admin'] })
  await open.http.post('/issueToken/alice').send({ iss: 'https://other.test' }).expect(400)
  await open.close()
})

describe('/verify judges such tokens', () => {
  test('it believes what the issuer signed, and nothing else', async () => {
    const { text } = await asked({ sub: 'alice', aud: 'serviceb' }).expect(200)
    expect(await judged(text)).toMatchObject({ valid: true })
    expect(await judged(text, {}, 'any-ring')).toMatchObject({ valid: true })
    expect(await judged(text, { aud: 'servicec' })).toMatchObject({ valid: false, reason: 'wrong-audience' })
    expect(await judged(text, { iss: 'https://jwt-factory/' })).toMatchObject({ reason: 'wrong-issuer' })
    const accessToken = await factory.grant('servicea')
    expect(await judged(accessToken, { sub: 'servicea' })).toMatchObject({ valid: false, reason: 'wrong-type' })
  })
})

test('a ring that the control plane signs with speaks for the issuer too, in its name', async () => {
  const token = await factory.mint({ signedBy: { ring: 'servicea' } })
  expect(decode(token).claims.iss).toBe(MAIN_URL)
})

test('by itself /issueToken needs no client, and does not speak for the issuer', async () => {
  const other = await openTestIssuer()
  const { text } = await other.http.post('/issueToken/servicea').send({}).expect(200)
  expect(decode(text).claims.iss).toBe('https://jwt-factory/')
  await other.http.post('/issueToken/servicea').send({ iss: MAIN_URL }).expect(400)
  await other.http.post('/issueToken/servicea').type('form').send('claims={}').expect(415)
  await other.close()
})
