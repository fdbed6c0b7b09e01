import { Buffer } from 'node:buffer'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { assertion, assertionForm, basic, decode, MAIN_URL, openTestIssuer, secretOf } from '../test-issuer.ts'
import type { TestIssuer } from '../test-issuer.ts'

// What is shown hides whatever looks like the start of a token. What is decided goes by the name as it is: a client, an
// audience, an actor, a ring or an issuer may have any legal name.

/** "eyA", "eyJ" and "ewo" begin headers in base64; the others are at the borders of what a name may be. */
const NAMES = [
  'surveyApp.v1',
  'eyJhbGciOiJFUzI1NiJ9.v1',
  'ewogICJhbGciOiJFUzI1NiJ9.v1',
  'a..b',
  '-._-',
  '0',
  'toString',
]

let factory: TestIssuer
beforeEach(async () => {
  const declared = { audiences: [...NAMES, `${MAIN_URL}/issuers/far`], scopes: [] }
  const clients = Object.fromEntries(NAMES.map((name) => [name, { ...declared, trustedIssuers: NAMES }]))
  factory = await openTestIssuer({ clients })
})
afterEach(() => factory.close())

const GRANT = { grant_type: 'client_credentials', audience: 'surveyApp.v1' }
const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
const BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
const TYPE = 'urn:ietf:params:oauth:token-type:'

const granted = (token: string, id: string) => expect(decode(token).claims).toMatchObject({ sub: id, client_id: id })

/** Every byte encoded, as nobody needs to. */
const all = (text: string) => [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')

describe.each(NAMES)('a client named %s', (id) => {
  test('gets in by each method: with its key, named by the parameter or by the assertion alone, and with its secret', async () => {
    for (const form of [
      { ...assertionForm(await assertion(factory, id)), client_id: id },
      assertionForm(await assertion(factory, id)),
      { client_id: id, client_secret: secretOf(id) },
    ]) {
      const { body } = await factory.post('/token', { ...GRANT, ...form }).expect(200)
      granted(body.access_token, id)
    }
    granted(await factory.grant(id, { audience: id }), id)
    // Encoded more than is needed is the same (RFC 6749 §2.3.1, RFC 3986 §2.3).
    const header = `Basic ${Buffer.from(`${all(id)}:${all(secretOf(id))}`).toString('base64')}`
    granted((await factory.post('/token', GRANT).set('authorization', header).expect(200)).body.access_token, id)
  })

  test('proves nothing with the key of another', async () => {
    const other = NAMES.find((name) => name !== id) ?? ''
    const forged = await assertion(factory, id, {}, factory.keyOf[other])
    await factory.post('/token', { ...GRANT, ...assertionForm(forged) }).expect(401)
    await factory.post('/token', { ...GRANT, client_id: id, client_secret: secretOf(other) }).expect(401)
  })

  test('is an audience, a subject and an actor, and sees its tokens at introspection and revocation', async () => {
    const token = await factory.grant(id, { audience: id })
    const ask = async (text: string) => (await factory.post('/introspect', { token: text }, id).expect(200)).body
    expect(await ask(token)).toMatchObject({ active: true, aud: id, sub: id, client_id: id })
    const exchanged = await factory
      .post(
        '/token',
        { grant_type: EXCHANGE, subject_token: token, subject_token_type: `${TYPE}access_token`, audience: id },
        id,
      )
      .expect(200)
    expect(await ask(exchanged.body.access_token)).toMatchObject({ active: true, sub: id, act: { sub: id } })
    await factory.post('/revoke', { token }, id).expect(200)
    expect(await ask(token)).toEqual({ active: false })
  })

  test('presents an assertion of its own, and that of an issuer with such a name', async () => {
    const own = await assertion(factory, id, {}, undefined, 'authorization-grant+jwt')
    const form = { grant_type: BEARER, audience: id }
    granted((await factory.post('/token', { ...form, assertion: own }, id).expect(200)).body.access_token, id)

    const path = `/issuers/${id}`
    const subject = await factory.grant(id, { audience: id }, `${path}/token`)
    const wanted = {
      subject_token: subject,
      subject_token_type: `${TYPE}access_token`,
      requested_token_type: `${TYPE}jwt`,
    }
    const audience = `${MAIN_URL}/issuers/far`
    const { body } = await factory.post(`${path}/token`, { grant_type: EXCHANGE, ...wanted, audience }, id).expect(200)
    const foreign = { ...form, assertion: body.access_token }
    const { body: last } = await factory.post('/issuers/far/token', foreign, id).expect(200)
    expect(decode(last.access_token).claims).toMatchObject({ sub: id, act: { sub: id } })
  })

  test('is a ring: its tokens are issued and verified by that name', async () => {
    await factory.http.get(`/keys/${id}`).expect(200)
    const { text } = await factory.http.post(`/issueToken/${id}`).send({ aud: id }).expect(200)
    const { body } = await factory.http.post(`/verify/${id}`).send({ token: text, aud: id, sub: id }).expect(200)
    expect(body).toMatchObject({ valid: true, claims: { sub: id, aud: id } })
    expect((await factory.http.get('/utils/keys')).body).toContain(id)
    const { body: jwks } = await factory.http.get(`/keys/${id}/jwks`).expect(200)
    await factory.http.delete(`/keys/${id}/${jwks.keys[0].kid}`).expect(200)
    const { body: late } = await factory.http.post(`/verify/${id}`).send({ token: text, aud: id, sub: id })
    expect(late).toMatchObject({ valid: false, reason: 'revoked-key' })
  })
})

test('an id and a secret with every printable character get in by Basic, form-encoded (RFC 6749 §2.3.1)', async () => {
  const printable = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).join('')
  await factory.close()
  factory = await openTestIssuer({ clients: { odd: { secret: printable, audiences: ['b'] } } })
  await factory.post('/token', GRANT_B).set('authorization', basic('odd', printable)).expect(200)
  await factory.post('/token', { ...GRANT_B, client_id: 'odd', client_secret: printable }).expect(200)
  await factory
    .post('/token', GRANT_B)
    .set('authorization', basic('odd', `${printable} `))
    .expect(401)
})

const GRANT_B = { grant_type: 'client_credentials' }
