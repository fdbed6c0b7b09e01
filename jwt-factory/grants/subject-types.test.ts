import { afterAll, beforeAll, expect, test } from 'vitest'
import { decode, forge, openTestIssuer, type TestIssuer } from '../test-issuer.ts'

let factory: TestIssuer
beforeAll(async () => {
  factory = await openTestIssuer()
})
afterAll(() => factory.close())

const typeOf = (name: string) => `urn:ietf:params:oauth:token-type:${name}`
const exchange = (form: Record<string, string>) =>
  factory.post(
    '/token',
    { grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange', audience: 'servicec', ...form },
    'serviceb',
  )

test.each(['access_token', 'jwt'])(
  'a token is exchanged as %s, and what comes out is the same (RFC 8693 §3)',
  async (name) => {
    const subject_token = await factory.grant('servicea', { scope: 'orders.read' })
    const { body } = await exchange({ subject_token, subject_token_type: typeOf(name), scope: 'orders.read' }).expect(
      200,
    )
    expect(body).toMatchObject({ issued_token_type: typeOf('access_token'), scope: 'orders.read' })
    expect(decode(body.access_token).claims).toMatchObject({ sub: 'servicea', act: { sub: 'serviceb' } })
  },
)

test.each(['authorization-grant+jwt', 'client-authentication+jwt', 'JWT'])(
  'a JWT of another kind is none, whatever it is presented as: %s (RFC 8725 §3.11)',
  async (type) => {
    const subject_token = await forge(factory, {}, { type })
    const { body } = await exchange({ subject_token, subject_token_type: typeOf('jwt') }).expect(400)
    expect(body.error_description).toMatch(/header typ must be at\+jwt/)
  },
)

test.each(['id_token', 'refresh_token', 'saml2', 'JWT', 'toString'])('no token is taken as %s', async (name) => {
  const subject_token = await factory.grant('servicea')
  const { body } = await exchange({ subject_token, subject_token_type: typeOf(name) }).expect(400)
  expect(body).toMatchObject({
    error: 'invalid_request',
    error_description: `The parameter subject_token_type must be ${typeOf('access_token')} or ${typeOf('jwt')}`,
  })
})

test('who acts is shown by an access token alone', async () => {
  const [subject_token, actor_token] = [
    await factory.grant('servicea'),
    await forge(factory, { client_id: 'serviceb' }),
  ]
  const asked = { subject_token, subject_token_type: typeOf('jwt'), actor_token }
  await exchange({ ...asked, actor_token_type: typeOf('access_token') }).expect(200)
  const { body } = await exchange({ ...asked, actor_token_type: typeOf('jwt') }).expect(400)
  expect(body.error_description).toBe(`The parameter actor_token_type must be ${typeOf('access_token')}`)
})
