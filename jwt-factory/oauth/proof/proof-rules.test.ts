import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { assertion, assertionForm, MAIN_URL, openTestIssuer, seconds } from '../../test-issuer.ts'
import type { TestIssuer } from '../../test-issuer.ts'

// Whom the assertion of a client may name, and whether it needs an id: as clients of the field make it, and by the strict reading.

let lax: TestIssuer
let strict: TestIssuer
beforeAll(async () => {
  lax = await openTestIssuer()
  strict = await openTestIssuer({ env: { CLIENT_ASSERTION_AUDIENCE: 'issuer', CLIENT_ASSERTION_JTI: 'required' } })
})
afterAll(() => Promise.all([lax.close(), strict.close()]))

const ROUTES = ['/token', '/introspect', '/revoke']
const FORM = { grant_type: 'client_credentials', token: 'none' }
const prove = async (factory: TestIssuer, claims: Record<string, unknown>, path = '/token') => {
  const form = assertionForm(await assertion(factory, 'servicea', claims))
  const { status, body } = await factory.post(path, { ...FORM, ...form })
  return { status, said: `${body.error} ${body.error_description}` }
}

const TOKEN_ENDPOINT = `${MAIN_URL}/token`
const OTHER = 'https://other.test'
const AUDIENCES: [aud: unknown, isStrict: boolean][] = [
  [MAIN_URL, true],
  [[MAIN_URL], true],
  [TOKEN_ENDPOINT, false],
  [[TOKEN_ENDPOINT], false],
  [[MAIN_URL, TOKEN_ENDPOINT], false],
  [[OTHER, MAIN_URL], false],
  [[OTHER, TOKEN_ENDPOINT], false],
  [[MAIN_URL, MAIN_URL], false],
]

describe.each(ROUTES)('at %s', (path) => {
  test.each(AUDIENCES)('aud may be %j; by the strict reading: %s (draft 7523bis)', async (aud, isStrict) => {
    expect(await prove(lax, { aud }, path)).toMatchObject({ status: 200 })
    expect(await prove(strict, { aud }, path)).toMatchObject({ status: isStrict ? 200 : 401 })
  })

  test('jti may be left out, unless it is required; the refusal names it', async () => {
    expect(await prove(lax, { jti: undefined }, path)).toMatchObject({ status: 200 })
    expect((await prove(strict, { jti: undefined }, path)).said).toMatch(
      /^invalid_client .*the claim jti must be there/,
    )
  })
})

test('the token endpoint of another issuer is not that of this one', async () => {
  const aud = `${MAIN_URL}/issuers/far/token`
  expect((await prove(lax, { aud })).status).toBe(401)
  expect((await prove(lax, { aud }, '/issuers/far/token')).status).toBe(200)
  expect((await prove(lax, { aud: TOKEN_ENDPOINT }, '/issuers/far/token')).status).toBe(401)
})

test('the strict reading says what it expects', async () => {
  expect((await prove(strict, { aud: TOKEN_ENDPOINT })).said).toMatch(/claim aud must be https:\/\/factory\.test$/)
  expect((await prove(strict, { aud: [MAIN_URL, OTHER] })).said).toMatch(/aud must be https:\/\/factory\.test alone$/)
})

test('an assertion without an id is good until it ends; one with an id is good once', async () => {
  const send = async (claims: Record<string, unknown>) => {
    const form = { ...FORM, ...assertionForm(await assertion(lax, 'servicea', claims)) }
    return () => lax.post('/token', form).then(({ status }) => status)
  }
  const [nameless, named] = [await send({ jti: undefined }), await send({})]
  expect([await nameless(), await nameless(), await named(), await named()]).toEqual([200, 200, 200, 401])
  const another = await send({ jti: undefined, exp: seconds(lax) + 90 })
  expect(await another()).toBe(200)
  lax.clock.advance({ seconds: 61 })
  expect([await nameless(), await another()]).toEqual([401, 200])
})

test('a grant is read strictly whatever the settings say', async () => {
  const grant_type = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
  for (const claims of [
    { aud: TOKEN_ENDPOINT },
    { aud: [MAIN_URL, OTHER] },
    { jti: undefined },
    { exp: seconds(lax) + 601 },
  ]) {
    const text = await assertion(lax, 'servicea', claims, undefined, 'JWT')
    const { body } = await lax.post('/token', { grant_type, assertion: text }, 'servicea').expect(400)
    expect(body.error).toBe('invalid_grant')
  }
})
