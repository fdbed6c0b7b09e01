import { Buffer } from 'node:buffer'
import { exportSPKI } from 'jose'
import { createHmac, randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { generateSigningKey } from '#core/keys/signing-key'
import { assertion, assertionForm, MAIN_URL, openTestIssuer, seconds } from '../../test-issuer.ts'
import type { TestIssuer } from '../../test-issuer.ts'

let factory: TestIssuer
beforeEach(async () => {
  factory = await openTestIssuer()
})
afterEach(() => factory.close())

const GRANT = { grant_type: 'client_credentials' }
const withAssertion = (text: string, further = {}) =>
  factory.post('/token', { ...GRANT, ...assertionForm(text), ...further })
const refused = async (text: string, further = {}) => {
  const { body } = await withAssertion(text, further).expect(401)
  expect(body.error).toBe('invalid_client')
  return body.error_description as string
}
const header = (alg: string) => Buffer.from(JSON.stringify({ alg, typ: 'JWT' })).toString('base64url')

describe('private_key_jwt (RFC 7521 §4.2, RFC 7523 §2.2 and §3)', () => {
  test.each(['client-authentication+jwt', 'application/client-authentication+jwt', 'JWT'])(
    'an assertion of type %s is good (draft 7523bis)',
    async (type) => {
      await withAssertion(await assertion(factory, 'servicea', {}, undefined, type)).expect(200)
    },
  )

  test('an assertion without a type is good, one of another kind is not (draft 7523bis, RFC 8725 §3.11)', async () => {
    const untyped = await assertion(factory, 'servicea', {}, undefined, undefined as never)
    await withAssertion(untyped).expect(200)
    for (const type of ['at+jwt', 'authorization-grant+jwt', 'dpop+jwt', 'jose']) {
      await refused(await assertion(factory, 'servicea', {}, undefined, type))
    }
  })

  test('the client_id parameter is not needed, and sub names the client (RFC 7521 §4.2, RFC 7523 §3 item 2B)', async () => {
    const { body } = await withAssertion(await assertion(factory, 'batch'), { client_id: 'batch' }).expect(200)
    expect(body.token_type).toBe('Bearer')
    await withAssertion(await assertion(factory, 'batch')).expect(200)
  })

  test.each(['iss', 'sub', 'aud', 'exp'])('without %s there is no authentication (§3)', async (claim) => {
    await refused(await assertion(factory, 'servicea', { [claim]: undefined }), { client_id: 'servicea' })
  })

  test.each([
    { sub: 'serviceb' },
    { iss: 'serviceb' },
    { iss: MAIN_URL },
    { iss: 'serviceb', sub: 'serviceb' },
    { sub: '' },
    { sub: ['servicea'] },
  ])('iss and sub are both the client (§3 item 2B): %j', async (claims) => {
    await refused(await assertion(factory, 'servicea', claims as never))
    await refused(await assertion(factory, 'servicea', claims as never), { client_id: 'servicea' })
  })

  test.each([
    [`${MAIN_URL}/`],
    [`${MAIN_URL}/token/`],
    [`${MAIN_URL}/introspect`],
    ['https://FACTORY.test'],
    [['https://other.test', `${MAIN_URL}/`]],
    [`${MAIN_URL}/issuers/far`],
    [`${MAIN_URL}/issuers/far/token`],
    ['jwt-factory'],
  ])('aud that does not name this issuer is refused, with what is expected (§3 item 3): %j', async (aud) => {
    expect(await refused(await assertion(factory, 'servicea', { aud }))).toContain(
      `the claim aud must be ${MAIN_URL} or ${MAIN_URL}/token`,
    )
  })

  test('an assertion for one issuer is worth nothing at another', async () => {
    const aud = `${MAIN_URL}/issuers/far`
    const form = { ...GRANT, ...assertionForm(await assertion(factory, 'servicea', { aud })) }
    await factory.post('/token', form).expect(401)
    await factory.post('/issuers/far/token', form).expect(200)
  })

  test('an assertion that has expired, is not valid yet, or comes from the future is refused (§3 items 4 to 6)', async () => {
    const now = seconds(factory)
    for (const claims of [{ exp: now }, { exp: now - 1 }, { nbf: now + 60 }, { iat: now + 60, exp: now + 90 }]) {
      await refused(await assertion(factory, 'servicea', claims))
    }
  })

  test('an assertion that lives longer than an hour is refused, with and without iat (§3 item 4)', async () => {
    const now = seconds(factory)
    for (const claims of [{ exp: now + 3601 }, { exp: now + 86_400, iat: undefined }]) {
      expect(await refused(await assertion(factory, 'servicea', claims))).toMatch(
        /from iat to exp must be 3600 s or less/,
      )
    }
    await withAssertion(await assertion(factory, 'servicea', { exp: now + 3600 })).expect(200)
    await withAssertion(await assertion(factory, 'servicea', { exp: now + 3600, iat: undefined })).expect(200)
  })

  test('an assertion is good once, until it would have expired anyway (§3 item 7)', async () => {
    const once = await assertion(factory, 'servicea')
    await withAssertion(once).expect(200)
    expect(await refused(once)).toMatch(/used before/)
    factory.clock.advance({ seconds: 59 })
    await refused(once)
    factory.clock.advance({ seconds: 2 })
    expect(await refused(once)).toMatch(/expired/)
  })

  test('of many who bring the same assertion at once, one gets in (§3 item 7)', async () => {
    const once = await assertion(factory, 'servicea')
    const answers = await Promise.all(Array.from({ length: 10 }, () => withAssertion(once)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  test('a spent id is spent for every route of the issuer, and for no other client (§3 item 7)', async () => {
    const jti = randomUUID()
    await withAssertion(await assertion(factory, 'servicea', { jti })).expect(200)
    const again = { token: 'x', ...assertionForm(await assertion(factory, 'servicea', { jti })) }
    await factory.post('/introspect', again).expect(401)
    await factory.post('/revoke', again).expect(401)
    await withAssertion(await assertion(factory, 'batch', { jti })).expect(200)
  })

  test('an assertion that is refused spends no id: nobody burns the ids of others', async () => {
    const jti = randomUUID()
    await refused(await assertion(factory, 'servicea', { jti }, factory.keyOf['serviceb']))
    await refused(await assertion(factory, 'servicea', { jti, aud: 'https://other.test' }))
    await withAssertion(await assertion(factory, 'servicea', { jti })).expect(200)
  })

  test("only the client's own key counts (§3 item 9)", async () => {
    await refused(await assertion(factory, 'servicea', {}, factory.keyOf['serviceb']))
    await refused(await assertion(factory, 'servicea', {}, factory.rings.active('@')))
    const stranger = await generateSigningKey('ES256', 0)
    const named = { ...stranger, kid: factory.keyOf['servicea']?.kid ?? '' }
    await refused(await assertion(factory, 'servicea', {}, named))
  })

  test('alg none, and HS256 with the public key as its secret, are refused (§3 item 9, RFC 8414 §2)', async () => {
    const [, payload] = (await assertion(factory, 'servicea')).split('.')
    await refused(`${header('none')}.${payload}.`)
    await refused(`${header('none')}.${payload}.c2ln`)
    const pem = await exportSPKI(factory.keyOf['servicea']?.verification.publicKey as CryptoKey)
    const text = `${header('HS256')}.${payload}`
    await refused(`${text}.${createHmac('sha256', pem).update(text).digest('base64url')}`)
  })

  test('every fault is invalid_client, garbage too (§3.2)', async () => {
    for (const text of ['garbage', 'a.b.c', '..', 'x'.repeat(20_000)]) await refused(text)
  })

  test('the two parameters go together, and the type is the one of RFC 7523 (RFC 7521 §4.2, RFC 7523 §2.2)', async () => {
    const client_assertion = await assertion(factory, 'servicea')
    const { client_assertion_type } = assertionForm(client_assertion)
    await factory.post('/token', { ...GRANT, client_assertion }).expect(400)
    await factory.post('/token', { ...GRANT, client_assertion_type }).expect(400)
    const saml = 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer'
    await factory.post('/token', { ...GRANT, client_assertion, client_assertion_type: saml }).expect(401)
  })

  test('what is refused is said without a word of the assertion', async () => {
    const text = await assertion(factory, 'servicea', { aud: 'https://hidden.test' })
    const { text: answer } = await withAssertion(text).expect(401)
    expect(answer).not.toMatch(/hidden|eyJ[\w-]+\./)
    expect(factory.logs.join('')).not.toMatch(/hidden|eyJ[\w-]+\./)
  })
})
